package dev.hostless.gogc;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The account of what allocations owe to marking. Go has one for each goroutine and one for all of
 * the background's credit; here all goroutines share one, since they share one processor.
 */
final class MarkAssist {
    private final Pacer pacer;
    private final long overAssistWork;

    /** Bytes that may be allocated before the next assist; what is owed if negative. */
    private long credit;

    /** Scan work of slices that no allocation has used up yet. */
    private long backgroundCredit;

    MarkAssist(Pacer pacer, long overAssistWork) {
        this.pacer = pacer;
        this.overAssistWork = overAssistWork;
    }

    void begin() {
        credit = 0;
        backgroundCredit = 0;
    }

    /** A slice has marked something. */
    void earn(long work) {
        backgroundCredit += work;
    }

    /** An allocation of so many bytes begins; the scan work that it must do first. */
    long debt(long bytes) {
        credit -= bytes;
        if (credit >= 0) {
            return 0;
        }
        double bytesPerWork = pacer.assistBytesPerWork();
        long owed = -credit;
        long work = (long) (pacer.assistWorkPerByte() * owed);
        if (work < overAssistWork) {
            work = overAssistWork;
            owed = (long) (bytesPerWork * work);
        }
        if (backgroundCredit >= work) {
            backgroundCredit -= work;
            credit += owed;
            return 0;
        }
        if (backgroundCredit > 0) {
            credit += 1 + (long) (bytesPerWork * backgroundCredit);
            work -= backgroundCredit;
            backgroundCredit = 0;
        }
        return work;
    }

    /** So much of the debt was worked off. */
    void pay(long work) {
        credit += 1 + (long) (pacer.assistBytesPerWork() * work);
    }

    void save(DataOutput out) throws IOException {
        out.writeLong(credit);
        out.writeLong(backgroundCredit);
    }

    void restore(DataInput in) throws IOException {
        credit = in.readLong();
        backgroundCredit = in.readLong();
    }
}
