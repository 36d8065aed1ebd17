package runtime

import (
	"internal/abi"
	"internal/runtime/sys"
	"unsafe"
)

// The node collects this program's heap from outside. It learns where the roots, the stack maps and
// the types are from these words, handed over once, at the first allocation. All of them come from
// this runtime itself, so they hold for every point release. The Java side is GoWord: the same
// names in the same order.
const hostedDescriptorVersion = 1

const (
	// What this is.
	hostedWordVersion = iota
	hostedWordWords

	// Data and bss, and the headers of their masks, which are made after the first allocation.
	hostedWordData
	hostedWordDataEnd
	hostedWordBss
	hostedWordBssEnd
	hostedWordDataMask
	hostedWordBssMask
	hostedWordBitVectorCount
	hostedWordBitVectorBytes

	// The linker's tables of functions.
	hostedWordFunctions
	hostedWordFunctionsBytes
	hostedWordEntries
	hostedWordEntriesCount
	hostedWordPcTables
	hostedWordPcTablesBytes
	hostedWordNames
	hostedWordNamesBytes
	hostedWordFunctionData
	hostedWordReadOnlyData
	hostedWordText
	hostedWordFirstPc
	hostedWordLastPc
	hostedWordPcQuantum

	// The record of a function.
	hostedWordFunctionEntry
	hostedWordFunctionName
	hostedWordFunctionArgs
	hostedWordFunctionDeferReturn
	hostedWordFunctionFrames
	hostedWordFunctionPcDataCount
	hostedWordFunctionId
	hostedWordFunctionFlags
	hostedWordFunctionDataCount
	hostedWordFunctionBytes
	hostedWordTopFrameFlag
	hostedWordSigpanicId
	hostedWordMcallId
	hostedWordMorestackId
	hostedWordSystemstackId
	hostedWordStackMapTable
	hostedWordArgsMapData
	hostedWordLocalsMapData
	hostedWordStackObjectsData

	// Stack maps and objects.
	hostedWordStackMapCount
	hostedWordStackMapBits
	hostedWordStackMapBytes
	hostedWordStackObjectOffset
	hostedWordStackObjectSize
	hostedWordStackObjectPointerBytes
	hostedWordStackObjectMask
	hostedWordStackObjectBytes
	hostedWordReflectFunction
	hostedWordReflectMask
	hostedWordReflectArgBytes

	// The runtime's own variables.
	hostedWordAllGs
	hostedWordM0
	hostedWordG0
	hostedWordSystemStack
	hostedWordSystemStackBytes
	hostedWordWriteBarrier
	hostedWordAllPs
	hostedWordPBarrierBuffer
	hostedWordBarrierBufferNext
	hostedWordBarrierBufferEnd
	hostedWordBarrierBufferSlots
	hostedWordBarrierBufferSlotCount
	hostedWordMCurrentG
	hostedWordMSystemG
	hostedWordMBytes

	// Goroutines.
	hostedWordGStackLow
	hostedWordGStackHigh
	hostedWordGSp
	hostedWordGPc
	hostedWordGContext
	hostedWordGSyscallSp
	hostedWordGSyscallPc
	hostedWordGStatus
	hostedWordGDefers
	hostedWordGPanics
	hostedWordGM
	hostedWordGId
	hostedWordGWaitReason
	hostedWordGBytes
	hostedWordIdleStatus
	hostedWordRunningStatus
	hostedWordDeadStatus
	hostedWordDeadExtraStatus
	hostedWordScanStatus
	hostedWordDeferHeap
	hostedWordDeferFunction
	hostedWordDeferLink
	hostedWordDeferBytes

	// Types.
	hostedWordTypeSize
	hostedWordTypePointerBytes
	hostedWordTypeFlags
	hostedWordTypeKind
	hostedWordTypeMask
	hostedWordTypeBytes
	hostedWordArrayElement
	hostedWordArrayLength
	hostedWordArrayBytes
	hostedWordStructFields
	hostedWordStructBytes
	hostedWordFieldType
	hostedWordFieldOffset
	hostedWordFieldBytes
	hostedWordMaskOnDemandFlag
	hostedWordArrayKind
	hostedWordStructKind

	// The number of words; every new one stands before it.
	hostedDescriptorWords
)

// hostedDescribe fills in the words. Nothing here allocates or stores a pointer.
//
//go:nosplit
//go:nowritebarrierrec
func hostedDescribe(d *[hostedDescriptorWords]uint64) {
	d[hostedWordVersion] = hostedDescriptorVersion
	d[hostedWordWords] = hostedDescriptorWords

	d[hostedWordData] = uint64(firstmoduledata.data)
	d[hostedWordDataEnd] = uint64(firstmoduledata.edata)
	d[hostedWordBss] = uint64(firstmoduledata.bss)
	d[hostedWordBssEnd] = uint64(firstmoduledata.ebss)
	d[hostedWordDataMask] = uint64(uintptr(unsafe.Pointer(&firstmoduledata.gcdatamask)))
	d[hostedWordBssMask] = uint64(uintptr(unsafe.Pointer(&firstmoduledata.gcbssmask)))
	d[hostedWordBitVectorCount] = uint64(unsafe.Offsetof(bitvector{}.n))
	d[hostedWordBitVectorBytes] = uint64(unsafe.Offsetof(bitvector{}.bytedata))

	d[hostedWordFunctions] = uint64(uintptr(unsafe.Pointer(unsafe.SliceData(firstmoduledata.pclntable))))
	d[hostedWordFunctionsBytes] = uint64(len(firstmoduledata.pclntable))
	d[hostedWordEntries] = uint64(uintptr(unsafe.Pointer(unsafe.SliceData(firstmoduledata.ftab))))
	d[hostedWordEntriesCount] = uint64(len(firstmoduledata.ftab))
	d[hostedWordPcTables] = uint64(uintptr(unsafe.Pointer(unsafe.SliceData(firstmoduledata.pctab))))
	d[hostedWordPcTablesBytes] = uint64(len(firstmoduledata.pctab))
	d[hostedWordNames] = uint64(uintptr(unsafe.Pointer(unsafe.SliceData(firstmoduledata.funcnametab))))
	d[hostedWordNamesBytes] = uint64(len(firstmoduledata.funcnametab))
	d[hostedWordFunctionData] = uint64(firstmoduledata.gofunc)
	d[hostedWordReadOnlyData] = uint64(firstmoduledata.rodata)
	d[hostedWordText] = uint64(firstmoduledata.text)
	d[hostedWordFirstPc] = uint64(firstmoduledata.minpc)
	d[hostedWordLastPc] = uint64(firstmoduledata.maxpc)
	d[hostedWordPcQuantum] = uint64(sys.PCQuantum)

	d[hostedWordFunctionEntry] = uint64(unsafe.Offsetof(_func{}.entryOff))
	d[hostedWordFunctionName] = uint64(unsafe.Offsetof(_func{}.nameOff))
	d[hostedWordFunctionArgs] = uint64(unsafe.Offsetof(_func{}.args))
	d[hostedWordFunctionDeferReturn] = uint64(unsafe.Offsetof(_func{}.deferreturn))
	d[hostedWordFunctionFrames] = uint64(unsafe.Offsetof(_func{}.pcsp))
	d[hostedWordFunctionPcDataCount] = uint64(unsafe.Offsetof(_func{}.npcdata))
	d[hostedWordFunctionId] = uint64(unsafe.Offsetof(_func{}.funcID))
	d[hostedWordFunctionFlags] = uint64(unsafe.Offsetof(_func{}.flag))
	d[hostedWordFunctionDataCount] = uint64(unsafe.Offsetof(_func{}.nfuncdata))
	d[hostedWordFunctionBytes] = uint64(unsafe.Sizeof(_func{}))
	d[hostedWordTopFrameFlag] = uint64(abi.FuncFlagTopFrame)
	d[hostedWordSigpanicId] = uint64(abi.FuncID_sigpanic)
	d[hostedWordMcallId] = uint64(abi.FuncID_mcall)
	d[hostedWordMorestackId] = uint64(abi.FuncID_morestack)
	d[hostedWordSystemstackId] = uint64(abi.FuncID_systemstack)
	d[hostedWordStackMapTable] = uint64(abi.PCDATA_StackMapIndex)
	d[hostedWordArgsMapData] = uint64(abi.FUNCDATA_ArgsPointerMaps)
	d[hostedWordLocalsMapData] = uint64(abi.FUNCDATA_LocalsPointerMaps)
	d[hostedWordStackObjectsData] = uint64(abi.FUNCDATA_StackObjects)

	d[hostedWordStackMapCount] = uint64(unsafe.Offsetof(stackmap{}.n))
	d[hostedWordStackMapBits] = uint64(unsafe.Offsetof(stackmap{}.nbit))
	d[hostedWordStackMapBytes] = uint64(unsafe.Offsetof(stackmap{}.bytedata))
	d[hostedWordStackObjectOffset] = uint64(unsafe.Offsetof(stackObjectRecord{}.off))
	d[hostedWordStackObjectSize] = uint64(unsafe.Offsetof(stackObjectRecord{}.size))
	d[hostedWordStackObjectPointerBytes] = uint64(unsafe.Offsetof(stackObjectRecord{}.ptrBytes))
	d[hostedWordStackObjectMask] = uint64(unsafe.Offsetof(stackObjectRecord{}.gcdataoff))
	d[hostedWordStackObjectBytes] = uint64(unsafe.Sizeof(stackObjectRecord{}))
	d[hostedWordReflectFunction] = uint64(unsafe.Offsetof(reflectMethodValue{}.fn))
	d[hostedWordReflectMask] = uint64(unsafe.Offsetof(reflectMethodValue{}.stack))
	d[hostedWordReflectArgBytes] = uint64(unsafe.Offsetof(reflectMethodValue{}.argLen))

	d[hostedWordAllGs] = uint64(uintptr(unsafe.Pointer(&allgs)))
	d[hostedWordM0] = uint64(uintptr(unsafe.Pointer(&m0)))
	d[hostedWordG0] = uint64(uintptr(unsafe.Pointer(&g0)))
	d[hostedWordSystemStack] = uint64(uintptr(unsafe.Pointer(&wasmStack)))
	d[hostedWordSystemStackBytes] = uint64(unsafe.Sizeof(wasmStack))
	d[hostedWordWriteBarrier] = uint64(uintptr(unsafe.Pointer(&writeBarrier.enabled)))
	d[hostedWordAllPs] = uint64(uintptr(unsafe.Pointer(&allp)))
	d[hostedWordPBarrierBuffer] = uint64(unsafe.Offsetof(p{}.wbBuf))
	d[hostedWordBarrierBufferNext] = uint64(unsafe.Offsetof(wbBuf{}.next))
	d[hostedWordBarrierBufferEnd] = uint64(unsafe.Offsetof(wbBuf{}.end))
	d[hostedWordBarrierBufferSlots] = uint64(unsafe.Offsetof(wbBuf{}.buf))
	d[hostedWordBarrierBufferSlotCount] = uint64(wbBufEntries)
	d[hostedWordMCurrentG] = uint64(unsafe.Offsetof(m{}.curg))
	d[hostedWordMSystemG] = uint64(unsafe.Offsetof(m{}.g0))
	d[hostedWordMBytes] = uint64(unsafe.Sizeof(m{}))

	d[hostedWordGStackLow] = uint64(unsafe.Offsetof(g{}.stack) + unsafe.Offsetof(stack{}.lo))
	d[hostedWordGStackHigh] = uint64(unsafe.Offsetof(g{}.stack) + unsafe.Offsetof(stack{}.hi))
	d[hostedWordGSp] = uint64(unsafe.Offsetof(g{}.sched) + unsafe.Offsetof(gobuf{}.sp))
	d[hostedWordGPc] = uint64(unsafe.Offsetof(g{}.sched) + unsafe.Offsetof(gobuf{}.pc))
	d[hostedWordGContext] = uint64(unsafe.Offsetof(g{}.sched) + unsafe.Offsetof(gobuf{}.ctxt))
	d[hostedWordGSyscallSp] = uint64(unsafe.Offsetof(g{}.syscallsp))
	d[hostedWordGSyscallPc] = uint64(unsafe.Offsetof(g{}.syscallpc))
	d[hostedWordGStatus] = uint64(unsafe.Offsetof(g{}.atomicstatus))
	d[hostedWordGDefers] = uint64(unsafe.Offsetof(g{}._defer))
	d[hostedWordGPanics] = uint64(unsafe.Offsetof(g{}._panic))
	d[hostedWordGM] = uint64(unsafe.Offsetof(g{}.m))
	d[hostedWordGId] = uint64(unsafe.Offsetof(g{}.goid))
	d[hostedWordGWaitReason] = uint64(unsafe.Offsetof(g{}.waitreason))
	d[hostedWordGBytes] = uint64(unsafe.Sizeof(g{}))
	d[hostedWordIdleStatus] = uint64(_Gidle)
	d[hostedWordRunningStatus] = uint64(_Grunning)
	d[hostedWordDeadStatus] = uint64(_Gdead)
	d[hostedWordDeadExtraStatus] = uint64(_Gdeadextra)
	d[hostedWordScanStatus] = uint64(_Gscan)
	d[hostedWordDeferHeap] = uint64(unsafe.Offsetof(_defer{}.heap))
	d[hostedWordDeferFunction] = uint64(unsafe.Offsetof(_defer{}.fn))
	d[hostedWordDeferLink] = uint64(unsafe.Offsetof(_defer{}.link))
	d[hostedWordDeferBytes] = uint64(unsafe.Sizeof(_defer{}))

	d[hostedWordTypeSize] = uint64(unsafe.Offsetof(abi.Type{}.Size_))
	d[hostedWordTypePointerBytes] = uint64(unsafe.Offsetof(abi.Type{}.PtrBytes))
	d[hostedWordTypeFlags] = uint64(unsafe.Offsetof(abi.Type{}.TFlag))
	d[hostedWordTypeKind] = uint64(unsafe.Offsetof(abi.Type{}.Kind_))
	d[hostedWordTypeMask] = uint64(unsafe.Offsetof(abi.Type{}.GCData))
	d[hostedWordTypeBytes] = uint64(unsafe.Sizeof(abi.Type{}))
	d[hostedWordArrayElement] = uint64(unsafe.Offsetof(abi.ArrayType{}.Elem))
	d[hostedWordArrayLength] = uint64(unsafe.Offsetof(abi.ArrayType{}.Len))
	d[hostedWordArrayBytes] = uint64(unsafe.Sizeof(abi.ArrayType{}))
	d[hostedWordStructFields] = uint64(unsafe.Offsetof(abi.StructType{}.Fields))
	d[hostedWordStructBytes] = uint64(unsafe.Sizeof(abi.StructType{}))
	d[hostedWordFieldType] = uint64(unsafe.Offsetof(abi.StructField{}.Typ))
	d[hostedWordFieldOffset] = uint64(unsafe.Offsetof(abi.StructField{}.Offset))
	d[hostedWordFieldBytes] = uint64(unsafe.Sizeof(abi.StructField{}))
	d[hostedWordMaskOnDemandFlag] = uint64(abi.TFlagGCMaskOnDemand)
	d[hostedWordArrayKind] = uint64(abi.Array)
	d[hostedWordStructKind] = uint64(abi.Struct)
}
