using System.Net;
using Counterfactual.Silo.Api.Contracts;

namespace Counterfactual.Silo.Api;

/// <summary>The silo refused a request, for a reason that its sender can act on: exit code 2 for a console.</summary>
public sealed class SiloRequestException : Exception
{
    /// <summary>Creates the exception with a default message.</summary>
    public SiloRequestException()
        : this("the silo refused the request")
    {
    }

    /// <summary>Creates the exception.</summary>
    public SiloRequestException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public SiloRequestException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the exception from the silo's answer.</summary>
    public SiloRequestException(RequestProblem problem)
        : base(problem.Detail ?? problem.Title)
    {
        Status = (HttpStatusCode)problem.Status;
        Errors = problem.Errors;
    }

    /// <summary>The status of the answer.</summary>
    public HttpStatusCode Status { get; } = HttpStatusCode.BadRequest;

    /// <summary>Each error found in a sweep file: <c>file:line:column: message</c>; empty for other requests.</summary>
    public IReadOnlyList<string> Errors { get; } = [];
}
