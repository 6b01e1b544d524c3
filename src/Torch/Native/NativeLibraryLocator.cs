using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Counterfactual.Torch.Native;

/// <summary>
/// Finds the native libraries: in the directory that the environment variable COUNTERFACTUAL_NATIVE names, beside the
/// program, or in the <c>artifacts/native</c> of a folder above it.
/// </summary>
public static class NativeLibraryLocator
{
    private const string DirectoryVariable = "COUNTERFACTUAL_NATIVE";
    private const string OurPrefix = "counterfactual_";

    /// <summary>
    /// Has the imports of an assembly found. An assembly that imports from our libraries calls it once, when it is loaded.
    /// </summary>
    public static void Register(Assembly assembly) => NativeLibrary.SetDllImportResolver(assembly, Resolve);

    [ModuleInitializer]
    internal static void RegisterTorch() => Register(typeof(NativeLibraryLocator).Assembly);

    /// <summary>The path of a library's file.</summary>
    /// <exception cref="DllNotFoundException">It is in none of the places.</exception>
    internal static string Find(string file, string? namedDirectory, string programDirectory) =>
        Candidates(file, namedDirectory, programDirectory).FirstOrDefault(File.Exists)
        ?? throw new DllNotFoundException(
            $"{file} was not found in {DirectoryVariable}, beside the program or in artifacts/native: "
                + "build it with native/build");

    private static IEnumerable<string> Candidates(string file, string? namedDirectory, string programDirectory)
    {
        if (!string.IsNullOrEmpty(namedDirectory))
        {
            yield return Path.Combine(namedDirectory, file);
        }
        yield return Path.Combine(programDirectory, file);
        for (var folder = new DirectoryInfo(programDirectory); folder is not null; folder = folder.Parent)
        {
            yield return Path.Combine(folder.FullName, "artifacts", "native", file);
        }
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (!name.StartsWith(OurPrefix, StringComparison.Ordinal))
        {
            return 0;
        }
        var path = Find($"lib{name}.so", Environment.GetEnvironmentVariable(DirectoryVariable), AppContext.BaseDirectory);
        try
        {
            return NativeLibrary.Load(path);
        }
        catch (DllNotFoundException exception)
        {
            throw new DllNotFoundException(
                $"{path} does not load; are the libraries that it was built with still there? Build it anew with native/build. "
                    + $"{exception.Message}",
                exception);
        }
    }
}
