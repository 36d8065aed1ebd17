package dev.hostless.controlplane.database;

import dev.hostless.controlplane.Service;
import dev.hostless.controlplane.event.EventLog;
import dev.hostless.controlplane.node.NodeFilter;
import dev.hostless.controlplane.node.NodeRegistry;
import dev.hostless.controlplane.node.Selector;
import io.r2dbc.pool.ConnectionPool;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class CancellationTest {

    private static final int READERS = 8;
    private static final int ROUNDS = 400;

    private final Service service = Service.shared();
    private final DatabaseClient database = service.bean(DatabaseClient.class);

    private Mono<?> someWork(int kind) {
        return switch (kind) {
            case 0 -> service.bean(EventLog.class).after(0).collectList();
            case 1 -> service.bean(NodeRegistry.class)
                    .select(Selector.parse(""), NodeFilter.ANY, null, 100).collectList();
            case 2 -> database.sql("select generate_series(1, 3000)").then();
            default -> database.sql("select 1").then()
                    .then(database.sql("select 2").then())
                    .as(service.bean(TransactionalOperator.class)::transactional);
        };
    }

    /** As when clients hang up in the middle: they stop waiting anywhere. */
    @Test
    void cancelledWorkLeavesEveryConnectionUsable() throws InterruptedException {
        long seed = Long.getLong("seed", 11);
        System.out.println("seed " + seed);
        var done = new CountDownLatch(READERS);
        for (int reader = 0; reader < READERS; reader++) {
            var random = new Random(seed + reader);
            Schedulers.boundedElastic().schedule(() -> {
                for (int round = 0; round < ROUNDS; round++) {
                    var work = someWork(random.nextInt(4)).subscribe(_ -> {}, _ -> {});
                    java.util.concurrent.locks.LockSupport
                            .parkNanos(random.nextInt(random.nextInt(8_000_000) + 1));
                    work.dispose();
                }
                done.countDown();
            });
        }
        assertThat(done.await(120, TimeUnit.SECONDS)).isTrue();
        // What was under way ends by itself and gives its connection back.
        var pool = service.bean(ConnectionPool.class).getMetrics().orElseThrow();
        await().atMost(Duration.ofMinutes(1)).until(() -> pool.acquiredSize() == 0);
        // More at once than there are connections: each of them answers.
        Flux.range(0, 64)
                .flatMap(_ -> database.sql("select 1").then(), 64)
                .then()
                .block(Duration.ofSeconds(9));
    }
}
