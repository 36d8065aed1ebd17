import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** Does the same with each of many things, a few at the same time. */
final class InParallel {

    private InParallel() {
    }

    /** What is done with each. */
    interface Task<T, R> {
        R run(T one) throws IOException, InterruptedException;
    }

    /**
     * @param jobs how many at the same time
     * @param results takes each result as it comes, on the calling thread
     * @throws IOException if one could not be run; what has not begun then is left out
     */
    static <T, R> void run(int jobs, List<T> all, Task<T, R> task, Consumer<R> results)
            throws IOException, InterruptedException {
        try (var pool = Executors.newFixedThreadPool(jobs)) {
            var runs = new ExecutorCompletionService<R>(pool);
            all.forEach(one -> runs.submit(() -> task.run(one)));
            for (int i = 0; i < all.size(); i++) {
                try {
                    results.accept(runs.take().get());
                } catch (ExecutionException failure) {
                    pool.shutdownNow();
                    throw new IOException("a test could not be run", failure.getCause());
                }
            }
        }
    }
}
