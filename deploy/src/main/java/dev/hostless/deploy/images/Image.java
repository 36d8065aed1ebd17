package dev.hostless.deploy.images;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The images, and how the service in each is started. */
enum Image {

    CONTROL_PLANE("control-plane", "control-plane", "dev.hostless.controlplane.ControlPlane", 8080,
            "HOSTLESS_DATADIRECTORY", List.of()),

    /** Boards' memories are large arrays: a collector that leaves no gaps beside them. */
    AGENT("agent", "node-agent", "dev.hostless.agent.NodeAgent", 8081,
            "HOSTLESS_AGENT_DATADIRECTORY",
            List.of("--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
                    "-XX:C1MaxInlineSize=40", "-XX:-ClipInlining", "-XX:+UseParallelGC"));

    static final int USER = 10001;
    static final String JAVA = "/opt/java";
    static final String HOME = "/opt/hostless";
    static final String DATA = "/data";
    /** Where temporary files go; both this and the data are to be writable. */
    static final String TEMPORARY = "/tmp";
    static final String READINESS = "/actuator/health/readiness";

    private static final List<String> FLAGS = List.of(
            "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow",
            // Of the container's limit; the rest is for code, threads and network buffers.
            "-XX:MaxRAMPercentage=70", "-XX:+ExitOnOutOfMemoryError", "-XX:-UsePerfData",
            "-XX:ErrorFile=" + DATA + "/hs_err_pid%p.log",
            // A temporary folder from which nothing may be executed is enough.
            "-Dreactor.netty.native=false");

    /** A start that lasts tens of milliseconds and must fit beside the service. */
    private static final List<String> PROBE_FLAGS = List.of(
            "-Xshare:auto", "-Xmx16m", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData");

    private final String label;
    private final String module;
    private final String mainClass;
    private final int port;
    private final String dataVariable;
    private final List<String> flags;

    Image(String label, String module, String mainClass, int port, String dataVariable,
            List<String> flags) {
        this.label = label;
        this.module = module;
        this.mainClass = mainClass;
        this.port = port;
        this.dataVariable = dataVariable;
        this.flags = flags;
    }

    /** As in {@code hostless/agent}. */
    String label() {
        return label;
    }

    /** The Maven module whose jar is the service. */
    String module() {
        return module;
    }

    int port() {
        return port;
    }

    /** What the image sets; a container may set it otherwise. */
    Map<String, String> environment() {
        return new TreeMap<>(Map.of(
                "LANG", "C.UTF-8",
                "SERVER_ADDRESS", "0.0.0.0",
                "SERVER_PORT", Integer.toString(port),
                dataVariable, DATA));
    }

    List<String> entrypoint() {
        return List.of(JAVA + "/bin/java", "@" + HOME + "/java.args");
    }

    /** Succeeds when the service is ready. */
    static List<String> probe() {
        return List.of(JAVA + "/bin/java", "@" + HOME + "/probe.args");
    }

    /**
     * The arguments of Java that start the service.
     *
     * @param root what is before {@code /opt}: "" in a container
     * @param cache the option that names the cache of classes, to use it or to make it
     */
    List<String> arguments(String root, String cache, List<Path> jars) {
        var all = new ArrayList<>(FLAGS);
        all.addAll(flags);
        all.add(cache);
        all.add("-cp");
        all.add(String.join(":", jars.stream().map(jar -> root + jar).toList()));
        all.add(mainClass);
        return all;
    }

    /** The arguments of Java, but those of the user, for the smoke test of an installation. */
    static List<String> smokeTestArguments(List<Path> jars) {
        return List.of("-Xmx64m", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-cp",
                String.join(":", jars.stream().map(Path::toString).toList()),
                "dev.hostless.cli.SmokeTest");
    }

    static List<String> probeArguments() {
        var all = new ArrayList<>(PROBE_FLAGS);
        all.addAll(List.of("-cp", HOME + "/probe.jar", Probe.class.getName(), READINESS));
        return all;
    }
}
