import { invoke } from '@tauri-apps/api/core';
import { asFailure, type Bridge, type FileId, type Printers, type Sent } from './index';

/** The desktop shell's few commands of its own; the office's commands travel inside `call`. */
export const tauriBridge: Bridge = {
  call: (command, args) => ask('call', { command, args }),
  putFile: async (file) => ask('put_file', new Uint8Array(await file.arrayBuffer())),
  readFile: async (file) => new Uint8Array(await ask<ArrayBuffer>('read_file', { file })),
  saveFile: (file, name) => ask<string | null>('save_file', { file, name }),
  openSaved: () => ask('open_saved'),
  printers: () => ask<Printers>('list_printers'),
  printFile: (file, order) => ask<Sent>('print_file', { file, order }),
};

async function ask<T = FileId>(command: string, args?: Record<string, unknown> | Uint8Array): Promise<T> {
  try {
    return await invoke<T>(command, args);
  } catch (thrown) {
    throw asFailure(thrown);
  }
}

/** Whether this page runs in the desktop's window. */
export const isDesktop = (): boolean => '__TAURI_INTERNALS__' in window;
