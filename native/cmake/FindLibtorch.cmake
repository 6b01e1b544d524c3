# Defines the target libtorch: Debian's libtorch-dev, or any libtorch or installed PyTorch whose folder is in CMAKE_PREFIX_PATH
# (`.../torch`, or `.../torch/share/cmake` as torch.utils.cmake_prefix_path gives it). find_package(Torch) is not used: it asks for
# every library that PyTorch itself was built with.

file(TO_CMAKE_PATH "$ENV{CMAKE_PREFIX_PATH}" prefixes)
list(PREPEND prefixes ${CMAKE_PREFIX_PATH})
list(TRANSFORM prefixes APPEND /../.. OUTPUT_VARIABLE packages)
list(APPEND prefixes ${packages})

# Nothing is cached: another prefix must not find the libtorch of the last run.
find_path(LIBTORCH_INCLUDE ATen/ATen.h HINTS ${prefixes} PATH_SUFFIXES include NO_CACHE)
find_library(LIBTORCH_CPU torch_cpu HINTS ${prefixes} PATH_SUFFIXES lib NO_CACHE)
if(NOT LIBTORCH_INCLUDE OR NOT LIBTORCH_CPU)
  message(FATAL_ERROR "libtorch was not found. Install Debian's libtorch-dev, or name an installed PyTorch: "
    "CMAKE_PREFIX_PATH=$(python3 -c 'import torch; print(torch.utils.cmake_prefix_path)') native/build")
endif()

get_filename_component(LIBTORCH_FOLDER ${LIBTORCH_CPU} DIRECTORY)
find_library(LIBTORCH_C10 c10 HINTS ${LIBTORCH_FOLDER} NO_DEFAULT_PATH NO_CACHE REQUIRED)
find_library(LIBTORCH_CUDA torch_cuda HINTS ${LIBTORCH_FOLDER} NO_DEFAULT_PATH NO_CACHE)
find_library(LIBTORCH_C10_CUDA c10_cuda HINTS ${LIBTORCH_FOLDER} NO_DEFAULT_PATH NO_CACHE)

foreach(header torch/headeronly/version.h torch/csrc/api/include/torch/version.h)
  if(NOT LIBTORCH_VERSION AND EXISTS ${LIBTORCH_INCLUDE}/${header})
    file(STRINGS ${LIBTORCH_INCLUDE}/${header} version_lines REGEX "define TORCH_VERSION_(MAJOR|MINOR) ")
    if(version_lines MATCHES "MAJOR ([0-9]+).*MINOR ([0-9]+)")
      set(LIBTORCH_VERSION ${CMAKE_MATCH_1}.${CMAKE_MATCH_2})
    endif()
  endif()
endforeach()
message(STATUS "libtorch ${LIBTORCH_VERSION}: ${LIBTORCH_CPU}")

add_library(libtorch INTERFACE)
target_include_directories(libtorch SYSTEM INTERFACE ${LIBTORCH_INCLUDE} ${LIBTORCH_INCLUDE}/torch/csrc/api/include)
# Kernels register themselves when their library is loaded: it must be linked although no symbol of it is used.
target_link_libraries(libtorch INTERFACE -Wl,--no-as-needed ${LIBTORCH_CPU} ${LIBTORCH_C10})
# Its headers ask for C++17 from 2.0 on, and for C++20 in the newest versions.
if(LIBTORCH_VERSION VERSION_GREATER_EQUAL 2.9)
  target_compile_features(libtorch INTERFACE cxx_std_20)
else()
  target_compile_features(libtorch INTERFACE cxx_std_17)
endif()

# A PyTorch wheel may use the C++ library's older ABI; its own configuration says so.
foreach(configuration ${LIBTORCH_FOLDER}/../share/cmake/Torch/TorchConfig.cmake ${LIBTORCH_FOLDER}/cmake/Torch/TorchConfig.cmake)
  if(EXISTS ${configuration})
    file(STRINGS ${configuration} abi REGEX "_GLIBCXX_USE_CXX11_ABI=[01]")
    if(abi MATCHES "_GLIBCXX_USE_CXX11_ABI=0")
      target_compile_definitions(libtorch INTERFACE _GLIBCXX_USE_CXX11_ABI=0)
    endif()
  endif()
endforeach()

if(LIBTORCH_CUDA AND LIBTORCH_C10_CUDA)
  target_link_libraries(libtorch INTERFACE ${LIBTORCH_CUDA} ${LIBTORCH_C10_CUDA})
  # Memory statistics need the CUDA runtime's header: of a toolkit, or of the wheels beside an installed PyTorch.
  file(GLOB cuda_wheels ${LIBTORCH_INCLUDE}/../../nvidia/*/include)
  find_path(CUDA_RUNTIME_INCLUDE cuda_runtime_api.h HINTS $ENV{CUDA_HOME}/include /usr/local/cuda/include ${cuda_wheels} NO_CACHE)
  if(CUDA_RUNTIME_INCLUDE)
    target_include_directories(libtorch SYSTEM INTERFACE ${CUDA_RUNTIME_INCLUDE})
    target_compile_definitions(libtorch INTERFACE COUNTERFACTUAL_CUDA)
  endif()
endif()
