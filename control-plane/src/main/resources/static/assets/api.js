/** What the page asks of the control plane. Each call carries the token in a header. */

const KEY = 'hostless.token';
/** The control plane sends a comment every 15 s; a stream that is silent for longer is dead. */
const SILENCE_MILLIS = 40_000;
const RETRY_MILLIS = [1000, 2000, 4000, 8000];

export const storedToken = () => sessionStorage.getItem(KEY);
export const storeToken = (token) => sessionStorage.setItem(KEY, token);
export const forgetToken = () => sessionStorage.removeItem(KEY);

/** An answer that is not a success; the control plane says why (RFC 9457). */
export class Refused extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

export class Api {
  /**
   * @param token of the operator
   * @param link is told what became of each call: up(), down(seconds) and refused()
   */
  constructor(token, link) {
    this.token = token;
    this.link = link;
  }

  async get(path, signal) {
    return (await this.call(path, { Accept: 'application/json' }, signal)).json();
  }

  async text(path) {
    return (await this.call(path, {}, undefined)).text();
  }

  async call(path, headers, signal) {
    const answer = await fetch(path, {
      headers: { ...headers, Authorization: `Bearer ${this.token}` },
      signal,
      cache: 'no-store',
    });
    if (!answer.ok) {
      const problem = await answer.json().catch(() => ({}));
      if (answer.status === 401 || answer.status === 403) {
        this.link.refused(answer.status);
      }
      throw new Refused(answer.status, problem.detail ?? `answered with ${answer.status}`);
    }
    this.link.up();
    return answer;
  }

  /**
   * Follows server-sent events until the signal aborts. EventSource cannot send a token, so this
   * reads the stream itself; after an interruption it goes on behind the last event. A tab that
   * nobody sees lets go of its streams: browsers keep six connections for all tabs of a service.
   */
  async follow(path, signal, onEvent) {
    let last = null;
    let failures = 0;
    while (!signal.aborted) {
      await seen(signal);
      const hidden = new AbortController();
      const letGo = () => document.hidden && hidden.abort();
      document.addEventListener('visibilitychange', letGo, { signal });
      try {
        const until = AbortSignal.any([signal, hidden.signal]);
        await this.readStream(path, last, until, (event) => {
          failures = 0;
          last = event.id ?? last;
          if (event.data !== undefined) {
            onEvent(JSON.parse(event.data));
          }
        });
      } catch (problem) {
        if (signal.aborted || problem instanceof Refused && problem.status < 500) {
          return;
        }
      } finally {
        document.removeEventListener('visibilitychange', letGo);
      }
      if (hidden.signal.aborted) {
        continue;
      }
      const delay = RETRY_MILLIS[Math.min(failures++, RETRY_MILLIS.length - 1)];
      this.link.down(delay / 1000);
      await pause(delay, signal);
    }
  }

  async readStream(path, last, signal, onEvent) {
    const silence = new AbortController();
    const headers = { Accept: 'text/event-stream' };
    if (last !== null) {
      headers['Last-Event-ID'] = last;
    }
    const answer = await this.call(path, headers, AbortSignal.any([signal, silence.signal]));
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    for (;;) {
      const timer = setTimeout(() => silence.abort(), SILENCE_MILLIS);
      const { done, value } = await reader.read().finally(() => clearTimeout(timer));
      if (done) {
        return;
      }
      const blocks = (rest + value).split('\n\n');
      rest = blocks.pop();
      blocks.map(parsed).forEach(onEvent);
    }
  }
}

/** One block of a stream: its fields, without comments. */
function parsed(block) {
  const event = {};
  for (const line of block.split('\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) {
      const name = line.slice(0, colon);
      const value = line.slice(colon + 1).replace(/^ /, '');
      event[name] = name === 'data' && event.data !== undefined ? `${event.data}\n${value}` : value;
    }
  }
  return event;
}

/** Waits until somebody sees the tab. */
export async function seen(signal) {
  while (document.hidden && !signal.aborted) {
    await new Promise((resolve) => {
      document.addEventListener('visibilitychange', resolve, { once: true });
      signal.addEventListener('abort', resolve, { once: true });
    });
  }
}

export function pause(millis, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, millis);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    }, { once: true });
  });
}
