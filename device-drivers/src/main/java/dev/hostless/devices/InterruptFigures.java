package dev.hostless.devices;

/**
 * What became of one line's interrupts since the controller was made. Every assertion ends in
 * exactly one of four ways: {@code asserted == delivered + coalesced + lost}, plus one while the
 * line is pending.
 *
 * @param asserted times that the line rose, was set pending by software, or was found still
 *     asserted when its handler completed
 * @param delivered assertions that were acknowledged
 * @param coalesced assertions that came while the line was pending already: one handler run
 *     answers them all
 * @param lost assertions that were taken back before anybody acknowledged them: by a write to
 *     ICPR while the line was low, or by a reset. The controller never drops one by itself; a
 *     disabled line stays pending
 * @param latencySumCycles from assertion to acknowledgement, over all delivered
 * @param latencyMaxCycles the longest of them, 0 when none was delivered
 */
public record InterruptFigures(long asserted, long delivered, long coalesced, long lost,
        long latencySumCycles, long latencyMaxCycles) {
}
