using System.Globalization;
using System.Text;
using Azure.Storage.Blobs;
using Azure.Storage.Sas;

namespace Counterfactual.Benchmarks;

/// <summary>The simplest way to and from a container: bare requests under a signature, no retries, no checksums.</summary>
internal sealed class PlainBlobCopy(BlobContainerClient container) : IDisposable
{
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromMinutes(5) };

    private readonly Uri signed = container.GenerateSasUri(
        BlobContainerSasPermissions.Read | BlobContainerSasPermissions.Write | BlobContainerSasPermissions.Create,
        DateTimeOffset.UtcNow.AddHours(1));

    /// <summary>The whole file in one request.</summary>
    public async Task PutAsync(string name, string path)
    {
        using var content = new StreamContent(File.OpenRead(path), 1 << 20);
        content.Headers.Add("x-ms-blob-type", "BlockBlob");
        await SendAsync(HttpMethod.Put, name, "", content);
    }

    /// <summary>The file in blocks, some at the same time.</summary>
    public async Task PutBlocksAsync(string name, string path, int blockBytes, int parallel)
    {
        using var file = File.OpenHandle(path);
        var bytes = RandomAccess.GetLength(file);
        var ids = Enumerable.Range(0, (int)((bytes + blockBytes - 1) / blockBytes))
            .Select(number => number.ToString("D8", CultureInfo.InvariantCulture))
            .Select(number => Convert.ToBase64String(Encoding.ASCII.GetBytes(number)))
            .ToArray();
        await Parallel.ForAsync(0, ids.Length, new ParallelOptions { MaxDegreeOfParallelism = parallel }, async (number, stop) =>
        {
            var block = new byte[Math.Min(blockBytes, bytes - ((long)number * blockBytes))];
            await RandomAccess.ReadAsync(file, block, (long)number * blockBytes, stop);
            using var content = new ByteArrayContent(block);
            await SendAsync(HttpMethod.Put, name, $"&comp=block&blockid={Uri.EscapeDataString(ids[number])}", content);
        });
        var list = string.Concat(ids.Select(id => $"<Latest>{id}</Latest>"));
        using var commit = new StringContent($"<?xml version=\"1.0\" encoding=\"utf-8\"?><BlockList>{list}</BlockList>");
        await SendAsync(HttpMethod.Put, name, "&comp=blocklist", commit);
    }

    /// <summary>The whole blob into a file, in one request.</summary>
    public async Task GetAsync(string name, string path)
    {
        using var answer = await SendAsync(HttpMethod.Get, name, "", null);
        await using var file = File.Create(path);
        await answer.Content.CopyToAsync(file);
    }

    public void Dispose() => http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string name, string query, HttpContent? content)
    {
        var address = new UriBuilder(signed) { Path = $"{signed.AbsolutePath}/{name}", Query = signed.Query + query }.Uri;
        using var request = new HttpRequestMessage(method, address) { Content = content };
        request.Headers.Add("x-ms-version", "2023-11-03");
        return (await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead)).EnsureSuccessStatusCode();
    }
}
