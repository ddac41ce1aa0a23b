package io.millrace.cli.send;

import java.util.Optional;
import java.util.concurrent.CompletionException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;

/** What a failure of the AWS client means to somebody who sends. */
final class AwsFailures {
  private AwsFailures() {}

  static Throwable unwrap(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  /** The service's own word for it, or the class of the failure. */
  static String kind(Throwable failure) {
    if (failure instanceof AwsServiceException
        && ((AwsServiceException) failure).awsErrorDetails() != null
        && ((AwsServiceException) failure).awsErrorDetails().errorCode() != null) {
      return ((AwsServiceException) failure).awsErrorDetails().errorCode();
    }
    return failure.getClass().getSimpleName();
  }

  static boolean isThrottling(Throwable failure) {
    return failure instanceof SdkServiceException
        && ((SdkServiceException) failure).isThrottlingException();
  }

  /** Whether the same request may do better later. */
  static boolean isPassing(Throwable failure) {
    return isThrottling(failure)
        || failure instanceof ApiCallTimeoutException
        || failure instanceof SdkServiceException
            && ((SdkServiceException) failure).statusCode() >= 500
        || failure instanceof SdkClientException;
  }

  /**
   * Why nothing can be sent at all; empty for a failure of one request.
   *
   * @param what e.g. {@code stream payments in eu-west-1}
   * @param action the permission that sending needs
   */
  static Optional<String> fatal(Throwable failure, String what, String action) {
    String kind = kind(failure);
    if (kind.equals("ResourceNotFoundException")) {
      return Optional.of("there is no " + what + "; check the name and the region");
    }
    if (kind.startsWith("AccessDenied")) {
      return Optional.of("no permission to use " + what + "; allow " + action);
    }
    if (kind.equals("UnrecognizedClientException")
        || kind.startsWith("ExpiredToken")
        || kind.startsWith("InvalidClientTokenId")
        || kind.startsWith("InvalidSignature")) {
      return Optional.of(
          "AWS does not know these credentials, or no longer (" + kind + "); sign in again");
    }
    return Optional.empty();
  }

  /** Why connecting failed, in a sentence. */
  static String connecting(Throwable failure, String what, String action) {
    return fatal(failure, what, action)
        .orElseGet(
            () ->
                failure instanceof SdkException
                    ? "cannot reach "
                        + what
                        + " ("
                        + kind(failure)
                        + ": "
                        + failure.getMessage()
                        + "); check region, credentials and network"
                    : "cannot reach " + what + ": " + failure);
  }

  /** What a kind of failure of single events means. */
  static Failure failure(String kind) {
    switch (kind) {
      case "ProvisionedThroughputExceededException":
        return new Failure(
            kind,
            "The shard refused the event for load every time; add shards, use on-demand capacity,"
                + " or spread the keys.");
      case "InternalFailure":
        return new Failure(kind, "The service failed every time the event was sent.");
      case "ValidationException":
      case "ValidationError":
      case "InvalidArgumentException":
        return new Failure(kind, "The service does not take such a record; it may be too long.");
      case "ModelError":
      case "ModelErrorException":
        return new Failure(
            kind, "The model's container failed or refused the request; see the endpoint's log.");
      case "ApiCallTimeoutException":
        return new Failure(kind, "The service did not answer in time.");
      case "SdkClientException":
        return new Failure(kind, "There was no exchange with the service; check the network.");
      default:
        return new Failure(kind, "The service refused the event with " + kind + ".");
    }
  }
}
