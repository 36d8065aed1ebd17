package dev.hostless.cli.overlay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BoardModuleTest {
    private static final String GO_MOD = "module example.com/user\n\ngo 1.24\n";
    private static final String IMPORT = "package user\n\nimport _ \"hostless.dev/board/irq\"\n";

    @TempDir
    private Path directory;

    private Path write(String file, String text) throws IOException {
        var path = directory.resolve(file);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, text);
    }

    private BoardModule shipped() throws IOException {
        write("home/go/go.mod", "module hostless.dev/board\n\ngo 1.21\n");
        write("home/go/board.go", "package board\n");
        write("home/go/irq/irq.go", "package irq\n");
        write("home/go/irq/irq_test.go", "package irq\n");
        return new BoardModule(directory.resolve("home/go"));
    }

    private BoardModule.Addition addition(String goWork) throws IOException {
        return shipped().additionTo(new BoardModule.Setting(directory.resolve("user"), goWork,
                Optional.empty(), Optional.empty()), Map.of());
    }

    @Test
    void aModuleThatDoesNotWantItStaysAsItIs() throws IOException {
        write("user/go.mod", GO_MOD);
        write("user/main.go", "package main\n\n// hostless.dev/board is not for us.\n");
        write("user/testdata/x.go", IMPORT);
        write("user/.hidden/x.go", IMPORT);
        write("user/nested/go.mod", "module example.com/nested\n");
        write("user/nested/x.go", IMPORT);
        assertThat(addition("")).isEqualTo(BoardModule.Addition.NONE);
        assertThat(addition("off")).isEqualTo(BoardModule.Addition.NONE);
    }

    @Test
    void anImportAddsARequirementAndAReplacement() throws IOException {
        var goMod = write("user/go.mod", GO_MOD);
        write("user/below/x.go", IMPORT);
        assertThat(addition("").texts()).containsExactly(Map.entry(goMod.toString(), GO_MOD
                + "\nrequire hostless.dev/board v0.1.0\nreplace hostless.dev/board => "
                + directory.resolve("home/go") + "\n"));
    }

    @Test
    void aRequirementOfTheUsersStays() throws IOException {
        var text = GO_MOD + "\nrequire (\n\t\"hostless.dev/board\" v0.7.1 // indirect\n)\n";
        var goMod = write("user/go.mod", text);
        assertThat(addition("").texts()).containsExactly(Map.entry(goMod.toString(),
                text + "\nreplace hostless.dev/board => " + directory.resolve("home/go") + "\n"));
    }

    @Test
    void aReplacementOfTheUsersWins() throws IOException {
        write("user/go.mod", GO_MOD + "replace hostless.dev/board => ../fork\n");
        write("user/x.go", IMPORT);
        assertThat(addition("")).isEqualTo(BoardModule.Addition.NONE);
    }

    @Test
    void theModuleItselfNeedsNothing() throws IOException {
        write("user/go.mod", "module hostless.dev/board\n\ngo 1.21\n");
        write("user/x.go", IMPORT);
        assertThat(addition("")).isEqualTo(BoardModule.Addition.NONE);
    }

    @Test
    void theUsersOwnFileInThePlaceOfGoModIsTheOneThatIsShown() throws IOException {
        write("user/go.mod", GO_MOD);
        write("user/x.go", IMPORT);
        var own = write("user/own.mod", GO_MOD + "// own\n");
        var addition = shipped().additionTo(new BoardModule.Setting(directory.resolve("user"), "",
                Optional.of("own.mod"), Optional.empty()), Map.of());
        assertThat(addition.texts()).containsOnlyKeys(own.toString());
        assertThat(addition.texts().get(own.toString())).startsWith(GO_MOD + "// own\n");
    }

    @Test
    void aWorkspaceUsesItBesideItsModules() throws IOException {
        write("user/go.mod", GO_MOD);
        write("user/x.go", IMPORT);
        var goWork = write("go.work", "go 1.24\n\nuse (\n\t./user\n)\n");
        assertThat(addition(goWork.toString()).texts()).containsExactly(Map.entry(
                goWork.toString(), "go 1.24\n\nuse (\n\t./user\n)\n\nuse "
                        + directory.resolve("home/go") + "\n"));
        Files.createDirectory(directory.resolve("vendor"));
        assertThatThrownBy(() -> addition(goWork.toString())).isInstanceOf(OverlayProblem.class)
                .hasMessageContaining("cannot be added to a workspace with a vendor folder");
    }

    @Test
    void aVendorFolderIsRefusedUnlessItHasTheModuleOrIsNotUsed() throws IOException {
        write("user/go.mod", GO_MOD);
        write("user/x.go", IMPORT);
        var list = write("user/vendor/modules.txt", "# example.com/other v1.0.0\n");
        assertThatThrownBy(() -> addition("")).isInstanceOf(OverlayProblem.class)
                .hasMessageContaining("user/vendor").hasMessageContaining("-mod=readonly");
        assertThat(shipped().additionTo(new BoardModule.Setting(directory.resolve("user"), "",
                Optional.empty(), Optional.of("readonly")), Map.of()).texts()).hasSize(1);
        Files.writeString(list, "# hostless.dev/board v0.1.0 => ../board\n");
        assertThat(addition("")).isEqualTo(BoardModule.Addition.NONE);
    }

    @Test
    void aModuleForAnOlderGoIsRefusedWithTheFile() throws IOException {
        var goMod = write("user/go.mod", "module example.com/user\n\ngo 1.20\n");
        write("user/x.go", IMPORT);
        assertThatThrownBy(() -> addition("")).isInstanceOf(OverlayProblem.class).hasMessage(
                "hostless.dev/board wants 'go 1.21' or later, found 'go 1.20' in " + goMod);
    }

    @Test
    void aHomeWithoutTheModuleIsSaid() throws IOException {
        write("user/go.mod", GO_MOD);
        write("user/x.go", IMPORT);
        var nowhere = new BoardModule(directory.resolve("nowhere"));
        assertThatThrownBy(() -> nowhere.additionTo(new BoardModule.Setting(
                directory.resolve("user"), "", Optional.empty(), Optional.empty()), Map.of()))
                .isInstanceOf(OverlayProblem.class).hasMessageContaining("set HOSTLESS_HOME");
    }
}
