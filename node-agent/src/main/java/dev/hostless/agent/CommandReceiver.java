package dev.hostless.agent;

import dev.hostless.agent.message.Command;

/** Takes what the command stream brings. Called on the HTTP client's threads: never blocks. */
interface CommandReceiver {

    /** A stream was opened: the control plane wants to hear each board's state again. */
    void connected();

    void assigned(Command.Assignment assignment);

    void asked(Command.Action action);
}
