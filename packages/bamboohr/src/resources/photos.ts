import { ShapeError } from '../json.ts';
import type { CallOptions } from '../options.ts';
import type { Answer } from '../transport/answer.ts';
import type { FileInput } from '../transport/multipart.ts';
import type { Written } from '../transport/proof.ts';
import type { Transport } from '../transport/transport.ts';
import { type Id, idSegment } from './arguments.ts';
import { reading, writing } from './calls.ts';

/** Pixels of a side: large 340, medium 170, small 150, xs 50, tiny 20; `original` as uploaded. */
export type PhotoSize = 'original' | 'large' | 'medium' | 'small' | 'xs' | 'tiny';

export interface Photo {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The provider says `image/jpeg` whatever the bytes are. */
  readonly contentType: string;
}

/**
 * Photos of employees.
 *
 * Evidence: documented.
 */
export class Photos {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Reads a photo; 404 when there is none. */
  async get(
    employeeId: Id,
    size: PhotoSize = 'original',
    options: CallOptions & {
      /** Pixels, of the sizes small and tiny only. */
      readonly width?: number;
      readonly height?: number;
    } = {},
  ): Promise<Photo> {
    const { width, height } = options;
    const call = reading(
      { operation: 'photos.get', path: [...photoPath(employeeId), size], query: { width, height } },
      decodePhoto,
      options,
    );
    return this.#transport.send({ ...call, accept: '*/*' });
  }

  /** Sets a photo: square, at least 150 pixels a side, at most 20 MB. Sent exactly once. */
  async upload(employeeId: Id, file: FileInput, options: CallOptions = {}): Promise<Written> {
    return this.#transport.send(
      writing(
        { operation: 'photos.upload', path: photoPath(employeeId), multipart: [['file', file]] },
        options,
      ),
    );
  }
}

function photoPath(employeeId: Id): string[] {
  return ['employees', idSegment(employeeId, 'the employee id'), 'photo'];
}

function decodePhoto(answer: Answer): Photo {
  const { contentType, bytes } = answer;
  if (!contentType.startsWith('image/') || bytes.length === 0)
    throw new ShapeError(`expected an image, got "${contentType.slice(0, 80)}"`);
  return { bytes, contentType };
}
