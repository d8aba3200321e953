import { asFailure, type Bridge, type FileId } from './index';

/** The same office over HTTP on loopback. */
export function httpBridge(token: string): Bridge {
  async function ask(path: string, init: RequestInit): Promise<Response> {
    let response: Response;
    try {
      response = await fetch(path, { ...init, headers: { ...init.headers, authorization: `Bearer ${token}` } });
    } catch (thrown) {
      throw asFailure(thrown);
    }
    if (response.ok) return response;
    throw asFailure(await response.json().catch(() => response.statusText));
  }

  const readFile = async (file: FileId) => new Uint8Array(await (await ask(`tray/${file}`, {})).arrayBuffer());

  async function call(command: string, args: unknown): Promise<unknown> {
    const body = JSON.stringify({ command, arguments: args });
    return (await ask('call', { method: 'POST', body, headers: { 'content-type': 'application/json' } })).json();
  }

  // The desktop's shell notes prints by itself; nobody else sees that a browser saved or showed a file.
  const noteMade = (file: FileId) =>
    call('sheet.confirm_prints', { file }).then(
      () => null,
      (thrown: unknown) => asFailure(thrown),
    );

  return {
    call,
    putFile: async (file) => (await ask('tray', { method: 'POST', body: file })).json() as Promise<FileId>,
    readFile,
    async saveFile(file, name) {
      const address = URL.createObjectURL(new Blob([await readFile(file)]));
      const link = document.createElement('a');
      link.href = address;
      link.download = name;
      link.click();
      // The browser has begun to read it by then.
      setTimeout(() => URL.revokeObjectURL(address), 60_000);
      return { path: name, not_noted: await noteMade(file) };
    },
    // The browser's own viewer shows it, and prints it.
    async printFile(file) {
      const address = URL.createObjectURL(new Blob([await readFile(file)], { type: 'application/pdf' }));
      const link = document.createElement('a');
      link.href = address;
      link.target = '_blank';
      link.click();
      setTimeout(() => URL.revokeObjectURL(address), 60_000);
      return { way: 'opened', not_noted: await noteMade(file) };
    },
  };
}

/** The token of the address that this page was opened with; none in a page that was opened by hand. */
export const tokenInAddress = (): string => new URLSearchParams(location.search).get('token') ?? '';
