using System.ComponentModel;
using System.Diagnostics;
using Counterfactual.Silo.Reports.Figures;

namespace Counterfactual.Silo.Reports;

/// <summary>Figures as PNG, drawn from their SVG files by librsvg's <c>rsvg-convert</c>, at twice their size.</summary>
internal static class FigurePictures
{
    private const string Program = "rsvg-convert";

    /// <summary>Draws each figure of a report whose SVG files are written.</summary>
    /// <param name="directory">The report's directory.</param>
    /// <param name="figures">The figures.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The files' names, and why some are missing.</returns>
    public static async Task<(IReadOnlyList<string> Files, string? Remark)> WriteAsync(
        string directory, IReadOnlyList<Figure> figures, CancellationToken cancellation)
    {
        List<string> files = [];
        foreach (var figure in figures)
        {
            var name = FigureFiles.PathOf(figure, "png");
            var path = Path.Combine(directory, name);
            var temporary = path + ".tmp";
            try
            {
                if (await ConvertAsync(Path.Combine(directory, FigureFiles.PathOf(figure, "svg")), temporary,
                    cancellation) is { } failure)
                {
                    return (files, $"{name} was not drawn: {failure}");
                }

                File.Move(temporary, path, overwrite: true);
            }
            catch (Win32Exception)
            {
                return (files,
                    $"the figures were not drawn as PNG: {Program} is not installed (on Debian: apt-get install librsvg2-bin)");
            }
            finally
            {
                File.Delete(temporary);
            }

            files.Add(name);
        }

        return (files, null);
    }

    private static async Task<string?> ConvertAsync(string from, string to, CancellationToken cancellation)
    {
        using var process = Process.Start(new ProcessStartInfo(
            Program, ["--format=png", "--zoom=2", "--background-color=white", "--output", to, from])
        { RedirectStandardError = true })!;
        try
        {
            var error = await process.StandardError.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            return process.ExitCode == 0 ? null : $"{Program} ended with exit code {process.ExitCode}: {error.Trim()}";
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
    }
}
