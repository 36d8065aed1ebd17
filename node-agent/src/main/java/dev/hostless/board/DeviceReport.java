package dev.hostless.board;

import dev.hostless.devices.register.Fidelity;
import java.util.List;
import java.util.OptionalLong;

/**
 * A device or a part of a board, how true it is to its manual, and what firmware asked of it that
 * has no effect. docs/fidelity.md has the same statements.
 *
 * @param name of the instance, such as {@code uart0}
 * @param address on the bus; none for a part
 * @param title what it is
 * @param manual that it follows; nothing for things without one
 * @param modelled what works as the manual says
 * @param missing what is left out or differs
 * @param unmodelledBits that the registers have and that are only stored, such as
 *     {@code UARTCR.RTSEn}
 * @param unmodelledWritten which of them firmware has changed
 */
public record DeviceReport(String name, OptionalLong address, String title, String manual,
        List<String> modelled, List<String> missing, List<String> unmodelledBits,
        List<String> unmodelledWritten) {
    static DeviceReport of(String name, OptionalLong address, Fidelity fidelity,
            List<String> unmodelledBits, List<String> unmodelledWritten) {
        return new DeviceReport(name, address, fidelity.title(), fidelity.manual(),
                fidelity.modelled(), fidelity.missing(), unmodelledBits, unmodelledWritten);
    }
}
