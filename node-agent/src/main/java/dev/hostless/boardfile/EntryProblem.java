package dev.hostless.boardfile;

/** What is wrong at a place of the file that is being read. */
final class EntryProblem extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Place place;

    EntryProblem(Place place, String reason) {
        super(reason, null, false, false);
        this.place = place;
    }

    Place place() {
        return place;
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
