using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Net.Http.Headers;

namespace Counterfactual.Silo.Api;

/// <summary>
/// Answers with an <c>ETag</c> of their content: a client that has the same answer already is told so (304) in place of it.
/// </summary>
internal static class Revalidation
{
    /// <summary>A value as JSON.</summary>
    internal static IResult Json<T>(HttpContext http, T value, JsonTypeInfo<T> type) =>
        Bytes(http, JsonSerializer.SerializeToUtf8Bytes(value, type), "application/json");

    /// <summary>Some content.</summary>
    internal static IResult Bytes(HttpContext http, byte[] content, string contentType)
    {
        http.Response.Headers.CacheControl = "no-cache";
        var hash = Convert.ToHexStringLower(SHA256.HashData(content));
        return Results.Bytes(content, contentType, entityTag: new EntityTagHeaderValue($"\"{hash}\""));
    }
}
