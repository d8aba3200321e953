import { invoke } from '@tauri-apps/api/core';
import { asFailure, type Backend } from './index';

/** The desktop shell has one command of its own, `call`; the office's commands travel inside it. */
export const tauriBackend: Backend = {
  async call(command, args = {}) {
    try {
      return await invoke('call', { command, args });
    } catch (thrown) {
      throw asFailure(thrown);
    }
  },
};
