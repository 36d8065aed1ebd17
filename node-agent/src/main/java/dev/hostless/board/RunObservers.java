package dev.hostless.board;

import java.util.List;

/** Tells several. */
record RunObservers(List<RunObserver> all) implements RunObserver {
    @Override
    public void input(long cycle, Entry entry, InputEvent event) {
        all.forEach(each -> each.input(cycle, entry, event));
    }

    @Override
    public void stopped(long cycle) {
        all.forEach(each -> each.stopped(cycle));
    }

    @Override
    public void event(TraceEvent event) {
        all.forEach(each -> each.event(event));
    }

    @Override
    public void checkpoint(long events, String hash) {
        all.forEach(each -> each.checkpoint(events, hash));
    }
}
