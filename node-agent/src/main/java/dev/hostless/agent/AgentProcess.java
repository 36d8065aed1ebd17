package dev.hostless.agent;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Starts and ends what runs in an agent. At the end boards stop first, so that what they say last
 * still reaches the control plane.
 */
final class AgentProcess implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(AgentProcess.class);

    private final Boards boards;
    private final CommandStream commands;
    private final ReportSender sender;
    private final Duration stopLimit;
    private Thread commandThread = new Thread();
    private Thread senderThread = new Thread();
    private volatile boolean running;

    AgentProcess(Boards boards, CommandStream commands, ReportSender sender, Duration stopLimit) {
        this.boards = boards;
        this.commands = commands;
        this.sender = sender;
        this.stopLimit = stopLimit;
    }

    @Override
    public void start() {
        running = true;
        boards.start();
        senderThread = Thread.ofVirtual().name("reports").start(sender);
        commandThread = Thread.ofVirtual().name("commands").start(commands);
    }

    @Override
    public void stop() {
        running = false;
        try {
            commandThread.interrupt();
            boards.stop(stopLimit.dividedBy(2));
            sender.finish();
            if (!senderThread.join(stopLimit.dividedBy(2).plusMillis(1))) {
                LOG.warn("The last reports could not be delivered in time");
                senderThread.interrupt();
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
