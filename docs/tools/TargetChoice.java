import java.util.List;

/** The targets that a command line chooses, read option by option. */
final class TargetChoice {
    private GoTarget target;
    private boolean everyCollector;

    /** @param standard where no option says anything else */
    TargetChoice(GoTarget standard) {
        target = standard;
    }

    /** Takes an option and its value: how many arguments these were, 0 if it is another one's. */
    int take(String[] arguments, int index) {
        String option = arguments[index];
        if (!GoTarget.knows(option)) {
            return 0;
        }
        if (!GoTarget.wantsValue(option)) {
            target = target.with(option, "");
            return 1;
        }
        String value = CommandLine.value(arguments, index + 1);
        if (option.equals("--gc") && value.equals("all")) {
            everyCollector = true;
        } else {
            target = target.with(option, value);
        }
        return 2;
    }

    GoTarget target() {
        return target;
    }

    /** One, or one for each collector. */
    List<GoTarget> targets() {
        return everyCollector ? target.inEveryCollector() : List.of(target);
    }
}
