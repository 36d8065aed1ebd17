package dev.hostless.deploy.grafana;

/**
 * Where a panel, a cell or the whole dashboard leads to.
 *
 * @param url may use variables; one that starts with a slash is Grafana's own
 */
record Link(String title, String url) {
    private static final String TIME = "&${__url_time_range}&${datasource:queryparam}"
            + "&var-api=${api:percentencode}";

    /** The GC overview of the node that a table's cell names. */
    static Link gcOfNodeInCell() {
        return new Link("GC overview of ${__value.text}",
                "/d/" + GcOverview.UID + "?var-node=${__value.text}" + TIME);
    }

    /** The GC overview of the node that a series is labelled with. */
    static Link gcOfNodeInSeries() {
        return new Link("GC overview of ${__field.labels.node}", "/d/" + GcOverview.UID
                + "?var-node=${__field.labels.node}" + TIME);
    }

    /** The GC overview of the boards with the firmware that a table's cell names. */
    static Link gcOfFirmwareInCell() {
        return new Link("GC overview of firmware ${__value.text}", "/d/" + GcOverview.UID
                + "?var-firmware=${__value.text}" + TIME);
    }

    /** The control plane's page of the node that a table's cell names. */
    static Link pageOfNodeInCell() {
        return new Link("Live page of ${__value.text}",
                page().url + "#/nodes/${__value.text}");
    }

    /** The control plane's page of the node that a series is labelled with. */
    static Link pageOfNodeInSeries() {
        return new Link("Live page of ${__field.labels.node}",
                page().url + "#/nodes/${__field.labels.node}");
    }

    /** The control plane's page of the node whose section a panel is in. */
    static Link pageOfNodeOfSection() {
        return new Link("Live page of $node", page().url + "#/nodes/${node:percentencode}");
    }

    /** The control plane's own page. */
    static Link page() {
        return new Link("Live page of the control plane", "${api:raw}/");
    }

    /** The documentation of its interface, where requests can be tried. */
    static Link swagger() {
        return new Link("API (Swagger UI)", "${api:raw}/swagger-ui.html");
    }

    boolean leavesGrafana() {
        return !url.startsWith("/");
    }
}
