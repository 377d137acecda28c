/** Progress of something slow (a download, a load), for the terminal. */
export type Report = (line: string) => void;
