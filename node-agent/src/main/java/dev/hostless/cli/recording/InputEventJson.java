package dev.hostless.cli.recording;

import dev.hostless.board.FaultText;
import dev.hostless.board.InputEvent;
import java.util.Base64;
import tools.jackson.databind.node.ObjectNode;

/** An input: the one place where its cases become JSON and back. */
final class InputEventJson {
    /** The field that names the case. */
    static final String INPUT = "input";

    private static final String INTERRUPT = "interrupt";
    private static final String UART = "uart";
    private static final String CABLE = "cable";
    private static final String END = "end";
    private static final String FAULT = "fault";

    private InputEventJson() {
    }

    static void write(ObjectNode json, InputEvent event) {
        switch (event) {
            case InputEvent.Interrupt interrupt -> json.put(INPUT, INTERRUPT)
                    .put("line", interrupt.line());
            case InputEvent.UartInput uart -> json.put(INPUT, UART)
                    .put("bytes", Base64.getEncoder().encodeToString(uart.bytes()));
            case InputEvent.CableInput character -> json.put(INPUT, CABLE)
                    .put("value", character.value()).put("damaged", character.damaged());
            case InputEvent.InputEnd _ -> json.put(INPUT, END);
            case InputEvent.Failure failure -> json.put(INPUT, FAULT).put("fault",
                    FaultText.of(failure.fault()));
        }
    }

    /** @throws RecordingProblem saying which field is wrong */
    static InputEvent read(Fields json) {
        var input = json.text(INPUT);
        try {
            return switch (input) {
                case INTERRUPT -> new InputEvent.Interrupt(json.integer("line"));
                case UART -> new InputEvent.UartInput(json.base64("bytes"));
                case CABLE -> new InputEvent.CableInput(json.integer("value"),
                        json.flag("damaged"));
                case END -> new InputEvent.InputEnd();
                case FAULT -> new InputEvent.Failure(FaultText.parse(json.text("fault")));
                default -> throw new RecordingProblem(
                        json.where() + ": there is no input '" + input + "'");
            };
        } catch (IllegalArgumentException e) {
            throw new RecordingProblem(json.where() + ": " + e.getMessage());
        }
    }
}
