package dev.hostless.devices;

import dev.hostless.devices.register.Fidelity;
import dev.hostless.devices.register.Field;
import dev.hostless.devices.register.Register;
import dev.hostless.devices.register.RegisterLayout;
import java.util.List;

import static dev.hostless.devices.register.Access.R;
import static dev.hostless.devices.register.Access.RC_W0;
import static dev.hostless.devices.register.Access.RW;

/** The register table of {@link I2c}; section numbers are RM0090's. */
final class I2cRegisters {
    static final RegisterLayout<I2c> LAYOUT = new RegisterLayout<>("i2c", 0x400,
            new Fidelity("I2C bus", "STMicroelectronics RM0090, chapter 27 (I2C)",
                    List.of("master: start, repeated start, 7-bit addresses, acknowledge, stop",
                            "the time of a byte by CCR, DUTY and F/S; clock stretching by a part"
                                    + " and by a master that does not read or write DR",
                            "SB, ADDR, BTF, TxE, RxNE, AF and BERR and their interrupts; POS"),
                    List.of("slave mode (OAR1, OAR2, general call), 10-bit addresses",
                            "arbitration between masters: ARLO is always 0",
                            "SMBus, packet error checking, time-outs",
                            "one interrupt line for events and errors, where the STM32 has two",
                            "TRISE and FREQ are stored: CCR alone makes the clock",
                            "DMA requests")));

    static final Register<I2c> CR1 = LAYOUT.at(0x00, "CR1", 0).means("Control 1 (27.6.1).")
            .onWrite((bus, _) -> bus.controlWritten()).unmodelled(1, 1, "SMBUS")
            .unmodelled(3, 1, "SMBTYPE").unmodelled(4, 1, "ENARP").unmodelled(5, 1, "ENPEC")
            .unmodelled(6, 1, "ENGC").unmodelled(7, 1, "NOSTRETCH").unmodelled(12, 1, "PEC")
            .unmodelled(13, 1, "ALERT");
    static final Field PE = CR1.flag(0, "PE", RW).means("The peripheral is on.");
    static final Field START = CR1.flag(8, "START", RW)
            .means("A start, or within a transfer a repeated start, is wanted; cleared when it has"
                    + " been sent.");
    static final Field STOP = CR1.flag(9, "STOP", RW)
            .means("A stop is wanted after the byte that is on its way; cleared when it has been"
                    + " sent.");
    static final Field ACK = CR1.flag(10, "ACK", RW)
            .means("A received byte is acknowledged.");
    static final Field POS = CR1.flag(11, "POS", RW)
            .means("ACK is about the byte after the one that is being received.");
    static final Field SWRST = CR1.flag(15, "SWRST", RW)
            .means("The peripheral is held in reset: all other registers have their reset values.");

    static final Register<I2c> CR2 = LAYOUT.at(0x04, "CR2", 0).means("Control 2 (27.6.2).")
            .onWrite((bus, _) -> bus.updateInterrupt()).unmodelled(11, 1, "DMAEN")
            .unmodelled(12, 1, "LAST");
    static final Field ITERREN = CR2.flag(8, "ITERREN", RW)
            .means("BERR and AF assert the interrupt line.");
    static final Field ITEVTEN = CR2.flag(9, "ITEVTEN", RW)
            .means("SB, ADDR and BTF assert the interrupt line.");
    static final Field ITBUFEN = CR2.flag(10, "ITBUFEN", RW)
            .means("With ITEVTEN: TxE and RxNE assert the interrupt line, too.");

    static final Register<I2c> DR = LAYOUT.at(0x10, "DR", 0).means("Data (27.6.5).")
            .onRead(I2c::readData).onWrite(I2c::writeData);
    static final Register<I2c> SR1 = LAYOUT.at(0x14, "SR1", 0).means("Status 1 (27.6.6).")
            .onRead(I2c::readStatus1).onWrite((bus, _) -> bus.updateInterrupt());
    static final Field SB = SR1.flag(0, "SB", R)
            .means("A start has been sent; cleared by reading SR1 and then writing the address to"
                    + " DR.");
    static final Field ADDR = SR1.flag(1, "ADDR", R)
            .means("The address was acknowledged; cleared by reading SR1 and then SR2. The bus"
                    + " waits until then.");
    static final Field BTF = SR1.flag(2, "BTF", R)
            .means("Byte transfer finished: the bus waits for a read or a write of DR.");
    static final Field RXNE = SR1.flag(6, "RxNE", R)
            .means("A byte has been received; reading DR clears it.");
    static final Field TXE = SR1.flag(7, "TxE", R)
            .means("DR is empty in a transmission; writing it clears the flag.");
    static final Field BERR = SR1.flag(8, "BERR", RC_W0)
            .means("A start or stop came in the middle of a byte.");
    static final Field AF = SR1.flag(10, "AF", RC_W0)
            .means("An address or a byte was not acknowledged.");

    static final Register<I2c> SR2 = LAYOUT.at(0x18, "SR2", 0).means("Status 2 (27.6.7).")
            .onRead(I2c::readStatus2);
    static final Field MSL = SR2.flag(0, "MSL", R).means("Master: from the start to the stop.");
    static final Field BUSY = SR2.flag(1, "BUSY", R).means("The bus is in use.");
    static final Field TRA = SR2.flag(2, "TRA", R).means("The master transmits.");

    static final Register<I2c> CCR_REGISTER = LAYOUT.at(0x1c, "CCR", 0)
            .means("Clock control (27.6.8).").onWrite((bus, _) -> bus.controlWritten());
    static final Field CCR = CCR_REGISTER.bits(0, 12, "CCR", RW)
            .means("A bit takes 2 * CCR cycles; in fast mode 3 * CCR, or 25 * CCR with DUTY. 0:"
                    + " the bus stands still.");
    static final Field DUTY = CCR_REGISTER.flag(14, "DUTY", RW)
            .means("Fast mode: low to high is 16 to 9 instead of 2 to 1.");
    static final Field FAST = CCR_REGISTER.flag(15, "F_S", RW).means("Fast mode.");

    static {
        CR2.bits(0, 6, "FREQ", RW).means("The peripheral clock in MHz: stored.");
        LAYOUT.at(0x08, "OAR1", 0).means("Own address 1 (27.6.3).").unmodelled(0, 10, "ADD")
                .unmodelled(14, 1, "KEEP_1").unmodelled(15, 1, "ADDMODE");
        LAYOUT.at(0x0c, "OAR2", 0).means("Own address 2 (27.6.4).").unmodelled(0, 1, "ENDUAL")
                .unmodelled(1, 7, "ADD2");
        DR.bits(0, 8, "DR", RW).means("A byte to send or one that was received.");
        SR1.flag(3, "ADD10", R).means("10-bit addresses: always 0.");
        SR1.flag(4, "STOPF", R).means("Slave mode: always 0.");
        SR1.flag(9, "ARLO", RC_W0).means("Arbitration lost: always 0.");
        SR1.flag(11, "OVR", RC_W0).means("Slave mode: always 0.");
        SR1.flag(12, "PECERR", RC_W0).means("Packet error: always 0.");
        SR1.flag(14, "TIMEOUT", RC_W0).means("SMBus: always 0.");
        SR1.flag(15, "SMBALERT", RC_W0).means("SMBus: always 0.");
        SR2.flag(4, "GENCALL", R).means("Slave mode: always 0.");
        SR2.flag(5, "SMBDEFAULT", R).means("SMBus: always 0.");
        SR2.flag(6, "SMBHOST", R).means("SMBus: always 0.");
        SR2.flag(7, "DUALF", R).means("Slave mode: always 0.");
        SR2.bits(8, 8, "PEC", R).means("Packet error check: always 0.");
        LAYOUT.at(0x20, "TRISE", 2).means("Rise time (27.6.9).").bits(0, 6, "TRISE", RW)
                .means("Stored.");
        LAYOUT.at(0x24, "FLTR", 0).means("Filters (27.6.10).").unmodelled(0, 4, "DNF")
                .unmodelled(4, 1, "ANOFF");
    }

    private I2cRegisters() {
    }
}
