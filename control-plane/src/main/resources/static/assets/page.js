import { $, show } from './dom.js';
import { Api, forgetToken, pause, seen, storedToken, storeToken } from './api.js';
import { FleetView } from './fleet.js';
import { NodeView } from './node.js';

const REFRESH_MILLIS = 5000;
const RETRY_MILLIS = 2000;
/** A rollout makes thousands of events in a second; the fleet is asked for once. */
const SETTLE_MILLIS = 300;

/** Whether the control plane answers, for all to see. */
class Link {
  constructor(onRefused) {
    this.onRefused = onRefused;
    this.element = $('link');
    show(this.element, true);
    this.tell('Connecting…', '');
  }

  tell(words, kind) {
    if (this.element.textContent !== words) {
      this.element.textContent = words;
      this.element.className = `link ${kind}`;
    }
  }

  up() {
    this.tell('Live', 'up');
    show($('notice'), false);
  }

  down() {
    this.tell('Not connected', 'down');
    $('notice').textContent = 'The connection to the control plane is lost. It is tried again '
      + 'until it is back; what you see may be old.';
    show($('notice'), true);
  }

  refused(status) {
    this.onRefused(status === 403
      ? 'This token is valid, but not an operator’s. The join token is for agents only.'
      : 'The control plane does not know this token.');
  }

  close() {
    show(this.element, false);
    show($('notice'), false);
  }
}

/** All that goes on between signing in and signing out. */
class Session {
  constructor(token, onEnd) {
    this.over = new AbortController();
    this.onEnd = onEnd;
    this.link = new Link((reason) => this.end(reason));
    this.api = new Api(token, this.link);
    this.fleet = new FleetView($('fleet'), this.api, this.over.signal);
    this.node = new NodeView($('node'), this.api, this.fleet.names);
    this.fleet.onDrawn = (nodes) => this.chooseFirst(nodes);
    this.node.close('Choose a node.');
  }

  /** One call that proves the token before anything is shown, made until it is answered. */
  async begin() {
    while (!await this.proved()) {
      this.link.down();
      await pause(RETRY_MILLIS, this.over.signal);
    }
    if (this.over.signal.aborted) {
      return;
    }
    show($('work'), true);
    addEventListener('hashchange', () => this.route(), { signal: this.over.signal });
    this.route();
    this.api.follow('api/v1/events', this.over.signal, () => this.news());
    while (!this.over.signal.aborted) {
      await this.fleet.refresh();
      await pause(REFRESH_MILLIS, this.over.signal);
      await seen(this.over.signal);
    }
  }

  async proved() {
    try {
      await this.api.get('api/v1/fleet', this.over.signal);
      return true;
    } catch {
      return this.over.signal.aborted;
    }
  }

  news() {
    this.settling ??= setTimeout(() => {
      this.settling = undefined;
      this.fleet.refresh();
    }, SETTLE_MILLIS);
  }

  route() {
    const name = decodeURIComponent(location.hash.replace(/^#\/nodes\//, '')).replace(/^#.*/, '');
    this.fleet.select(name);
    if (name && name !== this.node.name) {
      document.title = `${name} · Hostless`;
      this.node.open(name);
    } else if (!name) {
      document.title = 'Hostless';
      this.node.close('Choose a node.');
    }
  }

  /** With nobody chosen, the first node that does something is the one to look at. */
  chooseFirst(nodes) {
    if (location.hash.length <= 2 && nodes.length > 0) {
      const first = nodes.find((node) => node.state === 'Running') ?? nodes[0];
      location.replace(`#/nodes/${encodeURIComponent(first.name)}`);
    }
  }

  /** Opens the metrics: a link could not send the token. */
  async metrics() {
    const text = await this.api.text('actuator/prometheus');
    const address = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }));
    open(address, '_blank', 'noopener');
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  }

  end(reason) {
    if (!this.over.signal.aborted) {
      this.over.abort();
      this.node.close('');
      this.link.close();
      this.onEnd(reason);
    }
  }
}

let session = null;

function signIn(token) {
  show($('sign-in'), false);
  for (const id of ['metrics', 'sign-out']) {
    show($(id), true);
  }
  session = new Session(token, askForToken);
  session.begin();
}

function askForToken(reason) {
  forgetToken();
  session = null;
  document.title = 'Sign in · Hostless';
  for (const id of ['work', 'metrics', 'sign-out', 'link']) {
    show($(id), false);
  }
  show($('sign-in'), true);
  $('sign-in-problem').textContent = reason;
  show($('sign-in-problem'), reason !== '');
  $('token').value = '';
  $('token').focus();
}

$('sign-in-form').addEventListener('submit', (event) => {
  event.preventDefault();
  const token = $('token').value.trim();
  // Headers are Latin-1; whatever else was pasted is no token.
  if (!/^[\x21-\x7e]+$/.test(token)) {
    askForToken('A token has letters, digits and punctuation, no spaces.');
    return;
  }
  storeToken(token);
  signIn(token);
});
$('sign-out').addEventListener('click', () => session?.end(''));
$('metrics').addEventListener('click', () => session?.metrics().catch(() => session?.link.down()));

storedToken() ? signIn(storedToken()) : askForToken('');
