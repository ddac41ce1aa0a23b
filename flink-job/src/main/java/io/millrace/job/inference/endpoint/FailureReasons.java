package io.millrace.job.inference.endpoint;

import java.util.concurrent.CompletionException;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.services.sagemakerruntime.model.ModelErrorException;
import software.amazon.awssdk.services.sagemakerruntime.model.ModelNotReadyException;

/** What a failure of the AWS client means to those who wait for scores. */
final class FailureReasons {
  private static final int PAYLOAD_TOO_LARGE = 413;

  private FailureReasons() {}

  /** The failure in our words; its own text may quote the request, so it is not repeated. */
  static ScoringException classify(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof ApiCallTimeoutException
        || cause instanceof ApiCallAttemptTimeoutException) {
      return new ScoringException(DegradedReason.TIMEOUT, "the client's time was over", cause);
    }
    if (cause instanceof SdkServiceException) {
      SdkServiceException service = (SdkServiceException) cause;
      return new ScoringException(
          reason(service), "HTTP " + service.statusCode() + ' ' + errorCode(service), cause);
    }
    if (cause instanceof SdkClientException) {
      return new ScoringException(
          DegradedReason.UNAVAILABLE,
          "no exchange with the endpoint: " + rootOf(cause).getClass().getName(),
          cause);
    }
    return new ScoringException(
        DegradedReason.INTERNAL, "failed with " + cause.getClass().getName(), cause);
  }

  /** The service's own word, e.g. {@code ThrottlingException}. */
  private static String errorCode(SdkServiceException failure) {
    AwsErrorDetails details =
        failure instanceof AwsServiceException
            ? ((AwsServiceException) failure).awsErrorDetails()
            : null;
    return details != null && details.errorCode() != null
        ? details.errorCode()
        : "without an error code";
  }

  private static DegradedReason reason(SdkServiceException failure) {
    if (failure instanceof ModelErrorException) {
      Integer status = ((ModelErrorException) failure).originalStatusCode();
      if (status != null && status == PAYLOAD_TOO_LARGE) {
        return DegradedReason.TOO_LARGE;
      }
      return status != null && status < 500 ? DegradedReason.REJECTED : DegradedReason.UNAVAILABLE;
    }
    if (failure instanceof ModelNotReadyException) {
      return DegradedReason.UNAVAILABLE;
    }
    if (failure.isThrottlingException()) {
      return DegradedReason.THROTTLED;
    }
    if (failure.statusCode() == PAYLOAD_TOO_LARGE) {
      return DegradedReason.TOO_LARGE;
    }
    return failure.statusCode() >= 500 ? DegradedReason.UNAVAILABLE : DegradedReason.REJECTED;
  }

  private static Throwable rootOf(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }
}
