using Counterfactual.Client.Watching;
using Counterfactual.Silo.Datasets;
using Counterfactual.Training.Data.Datasets;
using Counterfactual.Training.Data.ImageFolders;
using Counterfactual.Training.Data.WebDataset;
using Counterfactual.Training.TestSets;

namespace Counterfactual.Client.Commands;

/// <summary>
/// How commands read the files of datasets: away from the console's thread, and with what is wrong as their user's mistake.
/// </summary>
internal static class DatasetFiles
{
    /// <exception cref="WrongRequestException">A dataset cannot have the name.</exception>
    public static string RequireName(string name) =>
        DatasetName.Problem(name) is { } problem ? throw new WrongRequestException(problem) : name;

    /// <summary>An image folder; of ObjectNet those folders that ImageNet has.</summary>
    public static ImageFolder ScanFolder(string path, ObjectNetMapping? mapping)
    {
        var folder = ImageFolder.Scan(Path.GetFullPath(path));
        return mapping is null ? folder : folder.Only(mapping.Folders);
    }

    /// <param name="read">Reads them.</param>
    /// <param name="status">Ended when that is done.</param>
    /// <param name="leave">
    /// Ends the wait at once, whatever the reading waits for: a pipe that nobody writes to, a file server that is gone. Not for
    /// what must clean up behind itself.
    /// </param>
    /// <exception cref="WrongRequestException">The files are missing, damaged or of another kind.</exception>
    public static async Task<T> ReadAsync<T>(Func<T> read, StatusLine status, CancellationToken leave)
    {
        try
        {
            return await Task.Run(read, CancellationToken.None).WaitAsync(leave);
        }
        catch (Exception wrong) when (wrong is DatasetException or ImageFolderException or TarArchiveException or TestSetException
            or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new WrongRequestException(wrong.Message);
        }
        finally
        {
            status.End();
        }
    }
}
