package dev.hostless.devices.register;

import java.util.List;

/**
 * What a model does and what it leaves out, stated beside the model. docs/fidelity.md and the
 * report of a run show it, together with the bits that a layout declares as unmodelled.
 *
 * @param title what the thing is
 * @param manual the document and its chapter that the model follows, or nothing
 * @param modelled what works as there, a piece each
 * @param missing what is left out or differs, a piece each
 */
public record Fidelity(String title, String manual, List<String> modelled,
        List<String> missing) {
    public Fidelity {
        modelled = List.copyOf(modelled);
        missing = List.copyOf(missing);
    }
}
