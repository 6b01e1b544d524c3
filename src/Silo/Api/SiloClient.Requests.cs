using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Counterfactual.Silo.Api.Contracts;

namespace Counterfactual.Silo.Api;

/// <content>How a request is sent, and what is thrown where it has no good answer.</content>
public sealed partial class SiloClient
{
    private Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Get, path, content: null, type, cancellation);

    private async Task PostAsync(string path, CancellationToken cancellation)
    {
        using var response = await SendAsync(HttpMethod.Post, path, content: null, cancellation);
    }

    private async Task<T> SendAsync<T>(
        HttpMethod method, string path, HttpContent? content, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        using var response = await SendAsync(method, path, content, cancellation);
        return await ReadAsync(token => response.Content.ReadFromJsonAsync(type, token), cancellation)
            ?? throw new SiloUnavailableException($"the silo answered null to {method} {path}");
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, HttpContent? content, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        return await SendAsync(request, cancellation);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        var response = await ReadAsync(
            token => http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token), cancellation);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw await RefusalAsync(response, cancellation);
        }
    }

    private static async Task<Exception> RefusalAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        RequestProblem? problem = null;
        if (response.Content.Headers.ContentType?.MediaType == "application/problem+json")
        {
            problem = await ReadAsync(
                token => response.Content.ReadFromJsonAsync(ApiJson.Default.RequestProblem, token), cancellation);
        }

        problem ??= new RequestProblem
        {
            Title = $"the silo answered {(int)response.StatusCode}",
            Status = (int)response.StatusCode,
        };
        return response.StatusCode < HttpStatusCode.InternalServerError
            ? new SiloRequestException(problem)
            : new SiloUnavailableException(problem.Detail ?? problem.Title);
    }

    private static async Task<T> ReadAsync<T>(Func<CancellationToken, Task<T>> read, CancellationToken cancellation)
    {
        try
        {
            return await read(cancellation);
        }
        catch (Exception lost) when (lost is HttpRequestException or IOException or JsonException
            || (lost is TaskCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new SiloUnavailableException($"the silo does not answer: {lost.Message}", lost);
        }
    }
}
