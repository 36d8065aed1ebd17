package dev.hostless.deploy.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The command {@code images} of the launcher. */
public final class Images {

    private static final String USAGE = """
            usage: ./hostless images [--folders]

            makes the container images of the control plane and of the agent, without a container
            engine: target/images/control-plane.tar and agent.tar, for docker load, podman load,
            ctr images import, kind load image-archive and others

              --folders  leave out the archives: only the folders that the images are made of
            """;

    private Images() {
    }

    /**
     * Exits with 0, with 1 when an image cannot be made, with 64 for wrong arguments.
     *
     * @param arguments the repository, then what the user has given
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        var options = Arrays.asList(arguments).subList(1, arguments.length);
        boolean folders = false;
        for (var option : options) {
            switch (option) {
                case "--folders" -> folders = true;
                case "-h", "--help" -> {
                    System.out.print(USAGE);
                    return;
                }
                default -> {
                    say("images: wanted nothing or --folders, got '" + option + "'");
                    System.exit(64);
                }
            }
        }
        try {
            make(Path.of(arguments[0]), !folders);
        } catch (ImageFailure failure) {
            say("images: " + failure.getMessage());
            System.exit(1);
        }
    }

    private static void make(Path home, boolean archives)
            throws IOException, InterruptedException {
        var version = Images.class.getPackage().getImplementationVersion();
        if (version == null) {
            throw new ImageFailure("wanted a packaged program, which knows its version");
        }
        var output = home.resolve("target/images");
        var roots = new ImageBuilder(home, output, Images::say).build();
        for (var root : roots.values()) {
            if (!archives) {
                say(root.folder() + " is ready");
                continue;
            }
            var tarball = new Tarball(root, version);
            var file = output.resolve(root.image().label() + ".tar");
            say("packing " + tarball.name());
            tarball.write(file, home.resolve("target/image-layers"));
            say("%s: %s, %d MiB".formatted(tarball.name(), file, Files.size(file) >> 20));
        }
    }

    private static void say(String line) {
        System.err.println("hostless: " + line);
    }
}
