package dev.hostless.cli;

/** The control plane understood what it was asked, and does not do it. */
final class UpRefusal extends UpFailure {

    private static final long serialVersionUID = 1L;

    UpRefusal(String why) {
        super(why);
    }
}
