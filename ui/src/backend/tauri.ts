import { Channel, invoke } from '@tauri-apps/api/core';
import { asFailure, type Bridge, type FaultReport, type FileId, type Passed, type PickedFile, type Printers, type Saved, type WindowNotice } from './index';

/** The desktop shell's few commands of its own; the office's commands travel inside `call`. */
export const tauriBridge: Bridge = {
  call: (command, args) => ask('call', { command, args }),
  putFile: async (file) => ask('put_file', new Uint8Array(await file.arrayBuffer())),
  readFile: async (file) => new Uint8Array(await ask<ArrayBuffer>('read_file', { file })),
  saveFile: (file, name) => ask<Saved | null>('save_file', { file, name }),
  pickBackup: (kind) => ask<PickedFile | null>('pick_backup', { kind }),
  pickFolder: () => ask<PickedFile | null>('pick_folder'),
  openSaved: () => ask('open_saved'),
  printers: () => ask<Printers>('list_printers'),
  printFile: (file, order) => ask<Passed>('print_file', { file, order }),
  shell: {
    attend: (hear) => ask('attend', { ear: new Channel<WindowNotice>(hear) }),
    closeWindow: (goes) => ask('close_window', { goes }),
    noteFault: (place) => ask('note_fault', { place }),
    listFaults: () => ask<FaultReport>('list_faults'),
    openFaults: () => ask('open_faults'),
    deleteFaults: () => ask('delete_faults'),
  },
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
