package dev.hostless.deploy.grafana;

/** Units by the ids that Grafana formats values with. */
enum Unit {
    SECONDS("s"), BYTES("bytes"), BYTES_PER_SECOND("binBps"), SHARE("percentunit"), COUNT(
            "short"), PER_SECOND("cps"), REQUESTS_PER_SECOND("reqps"), CYCLES_PER_SECOND(
                    "hertz"), TIMES(
                            "suffix:×"), BOARD_SECONDS_PER_SECOND("suffix:s/s"), STATE("none");

    private final String id;

    Unit(String id) {
        this.id = id;
    }

    String id() {
        return id;
    }
}
