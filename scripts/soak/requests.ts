import { chunksOf, contentOf } from './text.ts';

/** A request of which the client knows what its answer has to be. */
export interface SoakRequest {
  readonly id: number;
  /** Its servers come and go. */
  readonly mortal: boolean;
  readonly bytes: string;
  readonly answer: string;
}

let lastId = 0;

/** A request with an id of its own: mostly tiny, some with bodies up to 64 KiB. */
export function randomRequest(mortal: boolean): SoakRequest {
  lastId += 1;
  const id = lastId;
  const dice = Math.random();
  const length = dice < 0.7 ? Math.floor(Math.random() * 200) : Math.floor(Math.random() * 65_536);
  const framing = Math.random() < 0.5 ? 'length' : 'chunks';
  const head = `/${id}/${length}/${framing} HTTP/1.1\r\nHost: ${mortal ? 'mortal' : 'stable'}.soak\r\nUser-Agent: soak\r\nAccept: */*\r\n`;
  const content = contentOf(id, length);
  // A GET can be repeated by the engine when its server dies; both kinds have to be there.
  if (Math.random() < 0.7) return { id, mortal, bytes: `GET ${head}\r\n`, answer: content };
  const body =
    framing === 'length'
      ? `Content-Length: ${length}\r\n\r\n${content}`
      : `Transfer-Encoding: chunked\r\n\r\n${chunksOf(content, 7000)}`;
  return { id, mortal, bytes: `POST ${head}${body}`, answer: `${id} received` };
}
