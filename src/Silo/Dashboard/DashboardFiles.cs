using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace Counterfactual.Silo.Dashboard;

/// <summary>The dashboard's files, which are in the program: no directory is read, whatever a request names.</summary>
internal static class DashboardFiles
{
    /// <summary>The one page.</summary>
    internal const string Page = "index.html";

    private const string Prefix = "dashboard/";

    private static readonly FrozenDictionary<string, string> _contentTypes = new Dictionary<string, string>
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
    }.ToFrozenDictionary();

    private static readonly Lazy<FrozenDictionary<string, DashboardFile>> _files = new(ReadAll);

    /// <summary>The file of a path such as <c>pages/sweeps.js</c>; null where there is none.</summary>
    internal static DashboardFile? Find(string path) => _files.Value.GetValueOrDefault(path);

    private static FrozenDictionary<string, DashboardFile> ReadAll() => Assembly.GetExecutingAssembly().GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .ToFrozenDictionary(name => name[Prefix.Length..], Read);

    private static DashboardFile Read(string resource)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return new(
            content,
            _contentTypes.GetValueOrDefault(Path.GetExtension(resource), "text/plain; charset=utf-8"),
            new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(content))}\""));
    }
}
