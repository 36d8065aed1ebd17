package dev.hostless.agent;

import dev.hostless.board.BoardSpec;
import dev.hostless.board.FaultPlan;
import dev.hostless.boardfile.BoardFile;
import dev.hostless.preset.Preset;
import dev.hostless.preset.Presets;

/**
 * What all boards of an agent are: a preset, or what a board file says.
 *
 * @param preset as which they are offered and counted; of a file, its name and figures
 * @param spec the board itself, with the parts of the file
 * @param faults what goes wrong on each boot
 */
record BoardKind(Preset preset, BoardSpec spec, FaultPlan faults) {

    /**
     * The kind that the settings ask for.
     *
     * @throws IllegalArgumentException naming the presets there are, for an unknown one
     * @throws dev.hostless.boardfile.BoardFileProblem saying what is wrong in a file, and where
     */
    static BoardKind of(AgentProperties properties) {
        var file = properties.boardFile();
        if (file != null) {
            return of(BoardFile.read(file));
        }
        var presets = Presets.load();
        return of(properties.preset() == null
                ? presets.standard()
                : presets.named(properties.preset()));
    }

    private static BoardKind of(Preset preset) {
        return new BoardKind(preset, preset.spec(), FaultPlan.NONE);
    }

    private static BoardKind of(BoardFile file) {
        var spec = file.spec();
        return new BoardKind(
                new Preset(spec.preset(), spec.preset(), spec.ramBytes(), spec.clockHz(),
                        spec.consoleBaud(), spec.environment(), false, "a board file"),
                spec, file.faults());
    }
}
