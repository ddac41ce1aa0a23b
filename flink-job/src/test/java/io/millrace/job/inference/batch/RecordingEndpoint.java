package io.millrace.job.inference.batch;

import io.millrace.job.inference.endpoint.DegradedReason;
import io.millrace.job.inference.endpoint.ModelEndpoint;
import io.millrace.job.inference.endpoint.ScoreResponse;
import io.millrace.job.inference.endpoint.ScoringException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Keeps every request for the test to answer. */
final class RecordingEndpoint implements ModelEndpoint {
  record Request(String variant, String csv, CompletableFuture<ScoreResponse> answer) {
    List<String> lines() {
      return List.of(csv.split("\n", -1));
    }

    void answer(String body) {
      answer.complete(
          ScoreResponse.of(body.getBytes(StandardCharsets.UTF_8), variant, "version-1"));
    }

    /** A score of 1 for each line. */
    void answerAll() {
      answer("1\n".repeat(lines().size()));
    }

    void fail(DegradedReason reason) {
      answer.completeExceptionally(new ScoringException(reason, "as the test wants"));
    }
  }

  final List<Request> requests = new ArrayList<>();

  @Override
  public CompletableFuture<ScoreResponse> invoke(String variant, byte[] csv) {
    Request request =
        new Request(variant, new String(csv, StandardCharsets.UTF_8), new CompletableFuture<>());
    requests.add(request);
    return request.answer;
  }

  Request request(int index) {
    return requests.get(index);
  }

  Request last() {
    return requests.get(requests.size() - 1);
  }

  /** Requests that nobody answered, failed or gave up yet. */
  List<Request> open() {
    return requests.stream().filter(request -> !request.answer.isDone()).toList();
  }

  @Override
  public void close() {}
}
