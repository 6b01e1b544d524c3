namespace Counterfactual.Client.Commands;

/// <summary>A token in a file: others can read command lines.</summary>
internal static class TokenFileText
{
    /// <summary>What the file holds, without white space around it.</summary>
    /// <param name="option">The option that names the file.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="WrongRequestException">It cannot be read.</exception>
    public static string Read(string option, string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new WrongRequestException($"{option} {path}: {unreadable.Message}");
        }
    }
}
