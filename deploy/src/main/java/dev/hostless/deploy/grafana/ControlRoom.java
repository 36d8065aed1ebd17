package dev.hostless.deploy.grafana;

import java.util.List;

/** The services themselves: control plane and agents, and what goes between them. */
final class ControlRoom {
    static final String UID = "hostless-services";

    private static final String NO_SERVICE = "No figures: Prometheus does not reach this service";

    private ControlRoom() {
    }

    static Dashboard dashboard() {
        return new Dashboard(UID, "Hostless: agents and control plane",
                "How the services are: the streams between them, requests, the database pool, the"
                        + " JVMs, and what was dropped on the way.",
                List.of(Variable.datasource(),
                        new Variable.Labels("plane", "Control plane at",
                                "Address at which Prometheus scrapes it.", "hostless_agents",
                                "instance", Variable.Choice.ONE),
                        new Variable.Labels("agent", "Agents",
                                "Processes that host boards, by name.", "hostless_boards", "agent",
                                Variable.Choice.ALL),
                        Variable.api()),
                List.of(Annotation.atValue("Service started",
                        plane("process_start_time_seconds").now() + " * 1000 or "
                                + agent("process_start_time_seconds").now() + " * 1000",
                        "Start of {{instance}}", "blue")),
                List.of(Row.of("Between them", between()), Row.of("Control plane", plane()),
                        Row.of("Control plane: JVM", new JvmPanels("instance", "plane").panels()),
                        Row.of("Agents", agents()),
                        Row.of("Agents: JVM", new JvmPanels("agent", "agent").panels())));
    }

    private static Figure plane(String family) {
        return new Figure(family, "instance=~\"$plane\"");
    }

    private static Figure agent(String family) {
        return new Figure(family, "agent=~\"$agent\"");
    }

    private static List<Panel> between() {
        return List.of(
                Panel.stat("Agents", Unit.COUNT, "Agents whose heartbeat the control plane hears.")
                        .series("Reachable",
                                plane("hostless_agents").where("state=\"reachable\"").sum()),
                Panel.stat("Agents out of reach", Unit.COUNT,
                        "Agents that have missed their heartbeats. Their boards run on, unseen.")
                        .thresholds(Threshold.anyIsBad()).series("Out of reach",
                                plane("hostless_agents").where("state=\"unreachable\"").sum()),
                Panel.stat("Command streams", Unit.COUNT,
                        "Open streams of commands, one for each agent. Fewer than agents: some get"
                                + " no commands for now.")
                        .series("Open", plane("hostless_command_streams").sum()),
                Panel.stat("Actions under way", Unit.COUNT,
                        "Actions that no agent has acknowledged yet. It rises when an agent with"
                                + " actions for it is away.")
                        .thresholds(Threshold.warnAndAlarm(100, 1000))
                        .series("Open", plane("hostless_actions_open").sum()),
                Panel.stat("Reports dropped", Unit.COUNT,
                        "Reports of boards that agents gave up in the time range, since the control"
                                + " plane was away for too long. Any is a gap in what it knows.")
                        .thresholds(Threshold.anyIsBad()).query(Query.now("Dropped",
                                agent("hostless_telemetry_dropped_total").addedOverRange())),
                Panel.stat("Reports skipped", Unit.COUNT,
                        "Reports that arrived and were not taken in the time range, since they were"
                                + " stale or malformed.")
                        .thresholds(Threshold.warnAndAlarm(1, 100)).query(Query.now("Skipped",
                                plane("hostless_reports_skipped_total").addedOverRange())),
                Panel.lines("Reports taken in", Unit.PER_SECOND,
                        "Reports in a second, by kind. Heartbeats that thin out are agents that"
                                + " lose touch; much console output is a chatty program.")
                        .size(8, 8)
                        .series("{{kind}}", plane("hostless_reports_total").rate("kind")),
                Panel.lines("Commands sent", Unit.PER_SECOND,
                        "Commands in a second, by kind. Pings only: nobody wants anything of the"
                                + " fleet.")
                        .size(8, 8)
                        .series("{{kind}}", plane("hostless_commands_total").rate("kind")),
                Panel.lines("Dropped, skipped and waiting", Unit.COUNT,
                        "Reports that wait at agents to be sent; and those dropped there or skipped"
                                + " by the control plane, between two points. Waiting ones"
                                + " that pile up come before dropped ones.")
                        .size(8, 8).series("Waiting", agent("hostless_reports_waiting").sum())
                        .series("Dropped", agent("hostless_telemetry_dropped_total").added())
                        .series("Skipped: {{reason}}",
                                plane("hostless_reports_skipped_total").added("reason")));
    }

    private static List<Panel> plane() {
        var requests = plane("http_server_requests_seconds_count");
        var spent = plane("http_server_requests_seconds_sum");
        return List.of(
                Panel.lines("Requests", Unit.REQUESTS_PER_SECOND,
                        "Answers in a second, by outcome. SERVER_ERROR is a bug or a database that"
                                + " is away; many CLIENT_ERROR are a script that asks wrongly.")
                        .size(8, 8).series("{{outcome}}", requests.rate("outcome"))
                        .whenEmpty(NO_SERVICE),
                Panel.lines("Mean time of a request", Unit.SECONDS,
                        "By address. Streams (commands, events, consoles) last as long as somebody"
                                + " listens, and count when they end.")
                        .size(8, 8)
                        .series("{{method}} {{uri}}", spent.rate("method", "uri") + " / ("
                                + requests.rate("method", "uri") + " > 0)")
                        .whenEmpty("No request was answered in this time range"),
                Panel.lines("Database connections", Unit.COUNT,
                        "Connections in use, idle, and callers that wait for one. Any that wait for"
                                + " long: the pool is too small or the database too slow.")
                        .size(8, 8).series("In use", plane("r2dbc_pool_acquired_connections").sum())
                        .series("Idle", plane("r2dbc_pool_idle_connections").sum())
                        .series("Waiting", plane("r2dbc_pool_pending_connections").sum())
                        .series("Most", plane("r2dbc_pool_max_allocated_connections").sum())
                        .look("Waiting", "red", false).look("Most", "text", true)
                        .whenEmpty(NO_SERVICE));
    }

    private static List<Panel> agents() {
        var atWork = agent("hostless_boards").where("state=~\"Running|Waiting\"").sum("agent");
        return List.of(
                Panel.stacked("Boards by agent", Unit.COUNT,
                        "Boards that each agent hosts. An agent that vanishes takes its boards with"
                                + " it; its nodes are then out of reach.")
                        .size(8, 8)
                        .series("{{agent}}", agent("hostless_boards").sum("agent"))
                        .whenEmpty(NO_SERVICE),
                Panel.lines("Board seconds in a second", Unit.BOARD_SECONDS_PER_SECOND,
                        "Virtual time that passes for a board at work in a second of the host, mean"
                                + " of an agent's boards. With the pace of real time it is 1; below"
                                + " 1 the agent is short of processor.")
                        .size(8, 8)
                        .series("{{agent}}",
                                agent("hostless_virtual_seconds_total").rate("agent") + " / ("
                                        + atWork + " > 0)")
                        .whenEmpty("No board of these agents is at work"),
                Panel.lines("Code cache", Unit.COUNT,
                        "Looks for generated code between two points. Misses come with new"
                                + " firmware; failures and damage are a disk that needs a look.")
                        .size(8, 8)
                        .series("{{event}}", agent("hostless_code_cache_total").added("event"))
                        .whenEmpty(NO_SERVICE));
    }
}
