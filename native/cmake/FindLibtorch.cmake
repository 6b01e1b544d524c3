# Defines the target libtorch: Debian's libtorch-dev, or any libtorch or installed PyTorch whose folder is in CMAKE_PREFIX_PATH
# (`.../torch`, or `.../torch/share/cmake` as torch.utils.cmake_prefix_path gives it). find_package(Torch) is not used: it asks for
# every library that PyTorch itself was built with.

set(prefixes ${CMAKE_PREFIX_PATH})
foreach(prefix IN LISTS CMAKE_PREFIX_PATH)
  list(APPEND prefixes ${prefix}/../..)
endforeach()

find_path(LIBTORCH_INCLUDE ATen/ATen.h HINTS ${prefixes} PATH_SUFFIXES include)
find_library(LIBTORCH_CPU torch_cpu HINTS ${prefixes} PATH_SUFFIXES lib)
find_library(LIBTORCH_C10 c10 HINTS ${prefixes} PATH_SUFFIXES lib)
find_library(LIBTORCH_CUDA torch_cuda HINTS ${prefixes} PATH_SUFFIXES lib)
find_library(LIBTORCH_C10_CUDA c10_cuda HINTS ${prefixes} PATH_SUFFIXES lib)
if(NOT LIBTORCH_INCLUDE OR NOT LIBTORCH_CPU OR NOT LIBTORCH_C10)
  message(FATAL_ERROR "libtorch was not found. Install Debian's libtorch-dev, or name an installed PyTorch: "
    "CMAKE_PREFIX_PATH=$(python3 -c 'import torch; print(torch.utils.cmake_prefix_path)') native/build")
endif()

file(STRINGS ${LIBTORCH_INCLUDE}/torch/csrc/api/include/torch/version.h version_line REGEX "define TORCH_VERSION_(MAJOR|MINOR) ")
string(REGEX REPLACE ".*MAJOR ([0-9]+).*MINOR ([0-9]+).*" "\\1.\\2" LIBTORCH_VERSION "${version_line}")
message(STATUS "libtorch ${LIBTORCH_VERSION}: ${LIBTORCH_CPU}")

add_library(libtorch INTERFACE)
target_include_directories(libtorch SYSTEM INTERFACE ${LIBTORCH_INCLUDE} ${LIBTORCH_INCLUDE}/torch/csrc/api/include)
# Kernels register themselves when their library is loaded: it must be linked although no symbol of it is used.
target_link_libraries(libtorch INTERFACE -Wl,--no-as-needed ${LIBTORCH_CPU} ${LIBTORCH_C10})
target_compile_features(libtorch INTERFACE cxx_std_17)

# A PyTorch wheel may use the C++ library's older ABI; its own configuration says so.
get_filename_component(library_folder ${LIBTORCH_CPU} DIRECTORY)
foreach(configuration ${library_folder}/../share/cmake/Torch/TorchConfig.cmake ${library_folder}/cmake/Torch/TorchConfig.cmake)
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
  find_path(CUDA_RUNTIME_INCLUDE cuda_runtime_api.h HINTS $ENV{CUDA_HOME}/include /usr/local/cuda/include ${cuda_wheels})
  if(CUDA_RUNTIME_INCLUDE)
    target_include_directories(libtorch SYSTEM INTERFACE ${CUDA_RUNTIME_INCLUDE})
    target_compile_definitions(libtorch INTERFACE COUNTERFACTUAL_CUDA)
  endif()
endif()
