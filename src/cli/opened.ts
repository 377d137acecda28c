/** What a run asks and where it judges, here or elsewhere. */
import type { ChatModel, Sandbox } from "../core/index.ts";
import type { Coordinator } from "../distributed/index.ts";

export interface Opened extends AsyncDisposable {
  readonly model: ChatModel;
  readonly sandbox: Sandbox;
  readonly coordinator?: Coordinator;
}

/** A model with a sandbox of this machine; it is let go of where there is none. */
export async function withSandbox(model: ChatModel, open: () => Promise<Sandbox>): Promise<Opened> {
  try {
    const sandbox = await open();
    const dispose = async (): Promise<void> => {
      await sandbox[Symbol.asyncDispose]();
      await model[Symbol.asyncDispose]();
    };
    return { model, sandbox, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await model[Symbol.asyncDispose]();
    throw error;
  }
}
