/** QRs out of what a camera shows: a picture at a time to the office, which reads it. Pictures are kept nowhere. */
import { asFailure, type Backend, type Failure } from '../../backend';

const WIDTH = 1280;
/** Between two pictures: the office and the eye both have time. */
const REST_MS = 150;

export class Camera {
  #stream: MediaStream | undefined;
  #isOver = false;

  constructor(
    private readonly backend: Backend,
    private readonly video: HTMLVideoElement,
    /** Hears each QR that comes into sight, once as long as it stays there. */
    private readonly onseal: (seal: string) => void,
    /** Hears why no picture can be looked at any more; then nothing more is looked at. */
    private readonly onfailed: (failure: Failure) => void,
  ) {}

  /** Rejects where there is no camera, or none that may be used. */
  async start(): Promise<void> {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: 'environment', width: { ideal: WIDTH } } });
    if (this.#isOver) {
      stop(stream);
      return;
    }
    this.#stream = stream;
    this.video.srcObject = stream;
    await this.video.play();
    void this.#look();
  }

  close(): void {
    this.#isOver = true;
    if (this.#stream) stop(this.#stream);
    this.video.srcObject = null;
  }

  async #look(): Promise<void> {
    const canvas = document.createElement('canvas');
    let seen: string | undefined;
    while (!this.#isOver) {
      const frame = await take(this.video, canvas);
      const [seal] = frame ? await this.#read(frame) : [];
      if (!this.#isOver && seal !== undefined && seal !== seen) this.onseal(seal);
      seen = seal ?? seen;
      await new Promise((resolve) => setTimeout(resolve, REST_MS));
    }
  }

  /** A picture that cannot be read is followed by the next; an office that is closed or gone is not. */
  async #read(frame: Blob): Promise<readonly string[]> {
    try {
      return await this.backend.call('authenticity.read_frame', { file: await this.backend.putFile(frame) });
    } catch (thrown) {
      const failure = asFailure(thrown);
      if (!/^(scan|seal)\./.test(failure.code) && !this.#isOver) {
        this.close();
        this.onfailed(failure);
      }
      return [];
    }
  }
}

function stop(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

function take(video: HTMLVideoElement, canvas: HTMLCanvasElement): Promise<Blob | null> {
  if (video.videoWidth === 0) return Promise.resolve(null);
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext('2d')?.drawImage(video, 0, 0);
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.9));
}
