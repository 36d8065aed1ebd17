package dev.hostless.controlplane.database;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.FetchSpec;
import org.springframework.r2dbc.core.RowsFetchSpec;
import org.springframework.transaction.reactive.TransactionCallback;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Statements and transactions that run to their end although nobody waits for them any more. A
 * client that hangs up cancels what was under way for it; r2dbc-postgresql 1.1.1 then now and then
 * leaves the rest of an answer in the connection, which serves nobody after that (its issues 536
 * and 661). So a cancellation stops here. What goes on is short: a page of rows at most, held by
 * the statement timeout.
 */
public final class DetachedWork {

    private static final List<Class<?>> SPECIFICATIONS = List.of(
            DatabaseClient.GenericExecuteSpec.class, FetchSpec.class, RowsFetchSpec.class);

    private DetachedWork() {
    }

    public static DatabaseClient client(DatabaseClient client) {
        return proxy(DatabaseClient.class, client);
    }

    public static TransactionalOperator transactions(TransactionalOperator transactions) {
        return new TransactionalOperator() {
            @Override
            public <T> Flux<T> execute(TransactionCallback<T> action) {
                return detached(transactions.execute(action));
            }

            @Override
            public <T> Flux<T> transactional(Flux<T> flux) {
                return detached(transactions.transactional(flux));
            }

            @Override
            public <T> Mono<T> transactional(Mono<T> mono) {
                return detached(transactions.transactional(mono));
            }
        };
    }

    /** The steps to a statement are wrapped too, so that its rows come out detached. */
    private static <T> T proxy(Class<T> type, T target) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[]{type},
                (_, method, arguments) -> wrapped(invoke(target, method, arguments), method)));
    }

    private static @Nullable Object invoke(
            Object target, Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }

    private static @Nullable Object wrapped(@Nullable Object result, Method method) {
        if (result instanceof Mono<?> mono) {
            return detached(mono);
        }
        if (result instanceof Publisher<?> rows) {
            return detached(Flux.from(rows));
        }
        return SPECIFICATIONS.contains(method.getReturnType())
                ? proxy(asObject(method.getReturnType()), result)
                : result;
    }

    @SuppressWarnings("unchecked")
    private static Class<Object> asObject(Class<?> type) {
        return (Class<Object>) type;
    }

    private static <T> Mono<T> detached(Mono<T> work) {
        return Mono.deferContextual(context -> Mono.fromFuture(
                () -> work.contextWrite(context).toFuture(), true));
    }

    private static <T> Flux<T> detached(Flux<T> work) {
        return detached(work.collectList()).flatMapIterable(rows -> rows);
    }
}
