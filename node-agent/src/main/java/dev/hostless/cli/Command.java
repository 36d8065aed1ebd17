package dev.hostless.cli;

import java.util.List;

/** One command of the command line. */
interface Command {
    /** Its options; reading them changes the command. */
    Options options();

    /**
     * Does the work after the options were read.
     *
     * @param operands the arguments that are no options
     * @return the exit code
     * @throws UsageProblem when what was asked for cannot be done
     */
    int run(List<String> operands) throws Exception;
}
