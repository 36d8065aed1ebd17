package dev.hostless.controlplane.database;

/** Two control planes cannot share a data directory. */
public final class DataDirectoryInUse extends IllegalStateException {

    DataDirectoryInUse(String message) {
        super(message);
    }
}
