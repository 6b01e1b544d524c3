using Counterfactual.Grains.Sweeps;
using Counterfactual.Silo.Api.Contracts;

namespace Counterfactual.Silo.Api;

internal static class SweepReading
{
    internal static SweepLaunch Read(LaunchRequest request) => throw ApiException.Wrong($"{request.FileName}: sweep files cannot be read yet");
}
