using System.Diagnostics;
using System.Text.Json;
using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Hosting;
using Counterfactual.Grains.Runtime;
using Counterfactual.Silo.Api.Contracts;
using Counterfactual.Silo.Artifacts;
using Microsoft.AspNetCore.WebUtilities;

namespace Counterfactual.Silo.Api;

/// <summary>Answers whatever goes wrong with <c>application/problem+json</c>, and never with a stack trace.</summary>
internal sealed class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> log)
{
    public async Task InvokeAsync(HttpContext http)
    {
        try
        {
            await next(http);
            if (http.Response is { StatusCode: >= 400, HasStarted: false, ContentType: null })
            {
                await WriteAsync(http, Describe(http));
            }
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody listens any more.
        }
#pragma warning disable CA1031 // Nothing that a request causes may end the silo.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            var trace = Activity.Current?.TraceId.ToHexString() ?? http.TraceIdentifier;
            var problem = Describe(failure, trace);
            if (problem.Status >= StatusCodes.Status500InternalServerError)
            {
                log.LogError(
                    failure, "{Method} {Path} failed, trace {Trace}", http.Request.Method, http.Request.Path, trace);
            }

            if (!http.Response.HasStarted)
            {
                http.Response.Clear();
                if (failure is ApiException { Header: var (name, value) })
                {
                    http.Response.Headers[name] = value;
                }

                await WriteAsync(http, problem);
            }
        }
    }

    private static Task WriteAsync(HttpContext http, RequestProblem problem)
    {
        http.Response.StatusCode = problem.Status;
        return http.Response.WriteAsJsonAsync(problem, ApiJson.Default.RequestProblem, "application/problem+json");
    }

    private static RequestProblem Describe(Exception failure, string trace) => failure switch
    {
        ApiException refused => refused.Problem,
        ExperimentOpenException open => Problem(StatusCodes.Status409Conflict, open.Message),
        GrainNotFoundException missing => Problem(StatusCodes.Status404NotFound, missing.Message),
        StoreUnavailableException or TurnDeadlineException or ArtifactStoreException =>
            Problem(StatusCodes.Status503ServiceUnavailable, failure.Message),
        TurnInDoubtException => Problem(
            StatusCodes.Status503ServiceUnavailable, $"{failure.Message}; the same request can be made again"),
        BadHttpRequestException { InnerException: JsonException json } bad =>
            Problem(bad.StatusCode, $"the body is not the JSON expected: {json.Message}"),
        BadHttpRequestException bad => Problem(bad.StatusCode, bad.Message),
        _ => Problem(StatusCodes.Status500InternalServerError, $"the silo failed; its log has the reason, at trace {trace}"),
    };

    private static RequestProblem Describe(HttpContext http) => Problem(
        http.Response.StatusCode,
        http.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => $"{http.Request.Path} is not here; expected a path below /v1, such as /v1/sweeps",
            StatusCodes.Status405MethodNotAllowed =>
                $"{http.Request.Method} is not for {http.Request.Path}; expected {http.Response.Headers.Allow}",
            StatusCodes.Status415UnsupportedMediaType => "the body has another type; expected application/json",
            _ => $"{http.Request.Method} {http.Request.Path} was refused",
        });

    private static RequestProblem Problem(int status, string detail) =>
        new() { Title = ReasonPhrases.GetReasonPhrase(status), Status = status, Detail = detail };
}
