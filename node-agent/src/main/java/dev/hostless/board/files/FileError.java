package dev.hostless.board.files;

/** What can go wrong with a file, numbered as {@code errno} of WASI preview 1 is. */
public enum FileError {
    BADF(8), BUSY(10), EXIST(20), FAULT(21), FBIG(22), ILSEQ(25), INVAL(28), IO(29), ISDIR(
            31), LOOP(
                    32), MFILE(33), NAMETOOLONG(37), NOENT(44), NOMEM(48), NOSPC(51), NOTDIR(
                            54), NOTEMPTY(55), NOTSUP(
                                    58), PERM(63), ROFS(69), SPIPE(70), XDEV(75), NOTCAPABLE(76);

    private final int errno;

    FileError(int errno) {
        this.errno = errno;
    }

    public int errno() {
        return errno;
    }
}
