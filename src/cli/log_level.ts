/** Lines on stderr, from a level upwards. */
import { say } from "../lib/terminal.ts";

export const LOG_LEVELS = ["DEBUG", "INFO", "WARNING", "ERROR"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface Log {
  readonly debug: (line: string) => void;
  readonly info: (line: string) => void;
  readonly warning: (line: string) => void;
  readonly error: (line: string) => void;
}

export function makeLog(level: LogLevel): Log {
  const at = (own: LogLevel) => (line: string) => {
    if (LOG_LEVELS.indexOf(own) >= LOG_LEVELS.indexOf(level)) say(line);
  };
  return { debug: at("DEBUG"), info: at("INFO"), warning: at("WARNING"), error: at("ERROR") };
}
