package io.millrace.job.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SharedResourcesTest {
  private static final class Thing implements AutoCloseable {
    volatile boolean closed;

    @Override
    public void close() {
      closed = true;
    }
  }

  private final SharedResources<String, Thing> things = new SharedResources<>();

  @Test
  void usersOfAKeyShareOneThingUntilTheLastIsDone() {
    SharedResources.Lease<Thing> first = things.acquire("a", Thing::new);
    SharedResources.Lease<Thing> second = things.acquire("a", Thing::new);
    Thing thing = first.get();
    assertThat(second.get()).isSameAs(thing);
    first.close();
    assertThat(thing.closed).isFalse();
    second.close();
    assertThat(thing.closed).isTrue();
    assertThat(things.size()).isZero();
  }

  @Test
  void otherKeysHaveThingsOfTheirOwn() {
    SharedResources.Lease<Thing> a = things.acquire("a", Thing::new);
    SharedResources.Lease<Thing> b = things.acquire("b", Thing::new);
    a.close();
    assertThat(a.get().closed).isTrue();
    assertThat(b.get().closed).isFalse();
  }

  @Test
  void closingALeaseTwiceTakesNothingFromTheOthers() {
    SharedResources.Lease<Thing> first = things.acquire("a", Thing::new);
    SharedResources.Lease<Thing> second = things.acquire("a", Thing::new);
    first.close();
    first.close();
    assertThat(second.get().closed).isFalse();
  }

  @Test
  void aUserAfterTheLastGetsANewThing() {
    Thing old = things.acquire("a", Thing::new).get();
    things.acquire("b", Thing::new).close();
    SharedResources.Lease<Thing> again = things.acquire("b", Thing::new);
    assertThat(again.get().closed).isFalse();
    assertThat(old.closed).isFalse();
  }

  @Test
  void aThingThatCannotBeMadeLeavesNothingBehind() {
    assertThatThrownBy(
            () ->
                things.acquire(
                    "a",
                    () -> {
                      throw new IllegalStateException("as the test wants");
                    }))
        .hasMessage("as the test wants");
    assertThat(things.size()).isZero();
  }

  @Test
  void makesOneThingForManyThreads() throws Exception {
    AtomicInteger made = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<SharedResources.Lease<Thing>>> users = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        users.add(
            () ->
                things.acquire(
                    "a",
                    () -> {
                      made.incrementAndGet();
                      return new Thing();
                    }));
      }
      List<Future<SharedResources.Lease<Thing>>> leases = threads.invokeAll(users);
      assertThat(made).hasValue(1);
      Thing thing = leases.get(0).get().get();
      for (Future<SharedResources.Lease<Thing>> lease : leases) {
        assertThat(thing.closed).isFalse();
        lease.get().close();
      }
      assertThat(thing.closed).isTrue();
    } finally {
      threads.shutdown();
    }
  }
}
